import { Check, X } from 'lucide-react'
import type { Config } from '../../../../shared/api/config.ts'
import type { Match } from '../../../../shared/api/match.ts'
import { ok } from '../../../../shared/result.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { OpenRecord } from '../../parts/open-record.tsx'
import type { Forbids } from '../../worker/allowed.ts'
import type { Later } from '../../worker/later.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { percent } from '../../words/time.ts'
import type { Chosen } from './chosen.ts'

type Props = {
  readonly match: Match
  readonly config: Config
  readonly decide: Later['decide']
  readonly forbids: Forbids
  /** Null where it cannot be answered together with others. */
  readonly chosen: Chosen | null
}

/** One record and those on the other side that it may be, with the reasons for their likeness. */
export function MatchCard(props: Props) {
  const { match, config, decide: decideLater, forbids, chosen } = props
  const { client } = useSignedIn()
  const { decide } = say
  const other = match.side === 'app' ? 'crm' : 'app'
  const title = match.title === '' ? decide.unnamed : match.title
  const service = serviceName(config[other].provider)

  const answer = (says: string, recordId: string | undefined, is: 'same' | 'apart') =>
    decideLater({
      keys: [match.id],
      says,
      async send() {
        const sent =
          is === 'same' && recordId !== undefined
            ? await client.same(match.id, { recordId })
            : await client.apart(match.id, recordId === undefined ? {} : { recordId })
        return sent.ok ? ok(null) : sent
      },
    })
  const isOne = match.candidates.length === 1
  const whySame = forbids('POST /api/crm/matches/:id/same')
  const whyApart = forbids('POST /api/crm/matches/:id/apart')
  return (
    <div className="card question">
      <header className="question-head">
        {chosen ? (
          <input
            type="checkbox"
            checked={chosen.has(match.id)}
            aria-label={decide.choose(title)}
            onChange={() => chosen.turn(match.id)}
          />
        ) : null}
        <div className="question-title">
          <h2>
            {title}
            <span className="question-field"> · {serviceName(config[match.side].provider)}</span>
          </h2>
          <p className="quiet">{isOne ? decide.question(service) : decide.questionMany(service)}</p>
        </div>
      </header>
      <ul className="candidates">
        {match.candidates.map((candidate) => {
          const name = candidate.title === '' ? decide.unnamed : candidate.title
          return (
            <li key={candidate.recordId} className="candidate">
              <div className="candidate-head">
                <strong>{name}</strong>
                <Chip tone={(candidate.likeness ?? 1) >= 0.9 ? 'good' : 'warn'}>
                  {candidate.likeness === null
                    ? decide.byKey
                    : decide.alike(percent(candidate.likeness))}
                </Chip>
                {candidate.linkedWith ? <Chip>{decide.linkedAlready}</Chip> : null}
              </div>
              {candidate.reasons.length === 0 ? null : (
                <ul className="reasons">
                  {candidate.reasons.map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              )}
              <div className="buttons">
                <Button
                  size="small"
                  icon={Check}
                  why={whySame}
                  label={decide.sameAs(title, name)}
                  onPress={() => answer(decide.saidSame(title, name), candidate.recordId, 'same')}
                >
                  {decide.same}
                </Button>
                <Button
                  size="small"
                  icon={X}
                  why={whyApart}
                  label={decide.notSameAs(title, name)}
                  onPress={() => answer(decide.saidApart(title, name), candidate.recordId, 'apart')}
                >
                  {decide.notSame}
                </Button>
                <OpenRecord
                  config={config}
                  entityType={match.entityType}
                  side={other}
                  recordId={candidate.recordId}
                />
              </div>
            </li>
          )
        })}
      </ul>
      <div className="buttons">
        <OpenRecord
          config={config}
          entityType={match.entityType}
          side={match.side}
          recordId={match.recordId}
        />
        {isOne ? null : (
          <Button
            size="small"
            why={whyApart}
            onPress={() => answer(decide.saidNone(title), undefined, 'apart')}
          >
            {decide.noneOfThese}
          </Button>
        )}
      </div>
    </div>
  )
}
