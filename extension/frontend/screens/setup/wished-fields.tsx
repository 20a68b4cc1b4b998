import type { TableOffer } from '../../../../shared/api/making.ts'
import { FieldIcon } from '../../parts/field-icon.tsx'
import { FieldKind } from '../../parts/field-kind.tsx'
import { madeOf, type Wish } from '../../setup/wishes.ts'
import { say } from '../../words/say.ts'

const words = say.making

type Props = {
  readonly offer: TableOffer
  readonly wish: Wish
  readonly onWish: (wish: Wish) => void
}

/** Which fields a table gets, and of what kind each is made; what cannot be made says why. */
export function WishedFields({ offer, wish, onWish }: Props) {
  const { taken, kinds } = wish
  // What is worth making stands first; the rest is there for whoever wants it.
  const can = offer.fields
    .flatMap((row, at) => {
      const { make, says } = madeOf(row, kinds.get(at))
      return make ? [{ ...row, make, says, usual: row.make ?? make, at }] : []
    })
    .sort((a, b) => Number(b.isTaken) - Number(a.isTaken))
  const cannot = offer.fields.filter(({ make }) => make === null)
  const wished = can.filter(({ at }) => taken.has(at)).length
  const take = (at: number, isTaken: boolean) =>
    onWish({
      ...wish,
      taken: new Set(isTaken ? [...taken, at] : [...taken].filter((one) => one !== at)),
    })
  return (
    <>
      <section aria-label={words.fields(wished, can.length)}>
        <h3 className="make-title">{words.fields(wished, can.length)}</h3>
        <ul className="makes">
          {can.map(({ at, name, make, usual, others, isNeeded, says }) => (
            <li key={at} className="make">
              <label className="make-name">
                <input
                  type="checkbox"
                  checked={taken.has(at)}
                  disabled={isNeeded}
                  aria-label={words.take(name)}
                  onChange={({ target }) => take(at, target.checked)}
                />
                <FieldIcon type={make.type} />
                <span>{name}</span>
              </label>
              <FieldKind
                {...{ name, make, usual, others }}
                onChange={(kind) => onWish({ ...wish, kinds: new Map([...kinds, [at, kind]]) })}
              />
              <p className="quiet make-says">
                {[
                  isNeeded && says === null ? words.needed : says,
                  make.name === name ? null : words.renamed(make.name),
                ]
                  .filter(Boolean)
                  .join(' ')}
              </p>
            </li>
          ))}
        </ul>
      </section>
      {cannot.length > 0 ? <Reasons title={words.not(cannot.length)} rows={cannot} /> : null}
    </>
  )
}

type ReasonsProps = {
  readonly title: string
  readonly rows: readonly { readonly name: string; readonly says: string | null }[]
}

export const Reasons = ({ title, rows }: ReasonsProps) => (
  <section aria-label={title}>
    <h3 className="make-title">{title}</h3>
    <ul className="makes">
      {rows.map(({ name, says }, at) => (
        <li key={at} className="make">
          <span className="make-name">{name}</span>
          <p className="quiet make-says">{says}</p>
        </li>
      ))}
    </ul>
  </section>
)
