import { ChevronRight } from 'lucide-react'
import type { Config, Counts } from '../../../shared/api/config.ts'
import type { PairingView } from '../../../shared/api/pairing.ts'
import { useOpenBase } from '../airtable/base.ts'
import { serviceName } from '../words/direction.ts'
import { say } from '../words/say.ts'
import { byPairing, shares } from '../words/tally.ts'
import { count, number } from '../words/time.ts'

type Props = {
  readonly config: Config
  readonly pairings: readonly PairingView[]
  /** Leads to the records behind the numbers. */
  readonly onOpen?: (() => void) | undefined
}

/** Every record of every pairing, by side: in sync or why not. The shares of a side always add up to its total. */
export function Tally({ config, pairings, onOpen }: Props) {
  const base = useOpenBase()
  // Before anything was read there is nothing to count: no records would be a claim.
  if (config.counts.length === 0 || config.lastRun === null)
    return <p className="quiet">{say.home.nothingCounted}</p>
  return (
    <div className="tally">
      {byPairing(config.counts).map(({ entityType, sides }) => {
        const pairing = pairings.find((one) => one.entityType === entityType)
        const names = {
          app: (pairing && base.tableName(pairing.appTable)) ?? entityType,
          crm: pairing?.tableNames.crm ?? entityType,
        }
        return (
          <section key={entityType} aria-label={`${names.app} and ${names.crm}`}>
            {sides.map((side) => (
              <Side
                key={side.side}
                counts={side}
                service={serviceName(config[side.side].provider)}
                table={names[side.side]}
              />
            ))}
          </section>
        )
      })}
      {onOpen ? (
        <button type="button" className="more-link" onClick={onOpen}>
          {say.home.allRecords(config.name)}
          <ChevronRight size={14} aria-hidden="true" />
        </button>
      ) : null}
    </div>
  )
}

type SideProps = { readonly counts: Counts; readonly service: string; readonly table: string }

const Side = ({ counts, service, table }: SideProps) => (
  <div className="side">
    <p className="side-name">
      <span>
        {service} · <strong>{table}</strong>
      </span>
      <span className="number">{count(counts.total, 'record')}</span>
    </p>
    <div className="stack" aria-hidden="true">
      {shares(counts).map(({ key, records }) => (
        <span key={key} className={`share share-${key}`} style={{ flexGrow: records }} />
      ))}
    </div>
    <ul className="shares">
      {shares(counts).map(({ key, name, records }) => (
        <li key={key}>
          <i className={`dot share-${key}`} aria-hidden="true" />
          {number(records)} {name}
        </li>
      ))}
    </ul>
  </div>
)
