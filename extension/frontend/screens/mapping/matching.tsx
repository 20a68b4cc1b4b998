import { Plus, X } from 'lucide-react'
import { type Fuzzy, FUZZY } from '../../../../shared/mapping.ts'
import { ok } from '../../../../shared/result.ts'
import { changePairing, keysOf } from '../../mapping/edit.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { Switch } from '../../parts/switch.tsx'
import { TypedField } from '../../parts/typed-field.tsx'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import { aNumber, type Reading } from '../../words/typed.ts'
import type { Edited } from './edited.ts'

const words = say.mapping

/** What tells records apart: keys that must agree, and how alike two may be without them. */
export function Matching({ pairing, left, now, onChange, why }: Edited) {
  const keys = keysOf(now, pairing)
  const likeness = now.pairing.likeness === undefined ? pairing.likeness : now.pairing.likeness
  const put = (next: readonly (readonly string[])[]) =>
    onChange((before) =>
      changePairing(before, { keys: next.filter((key) => key.length > 0).map((key) => [...key]) }),
    )
  const putLikeness = (next: Fuzzy | null) =>
    onChange((before) => changePairing(before, { likeness: next }))
  const { entries } = now
  const options = entries.map((one) => ({
    value: one.id,
    label: slotName(left, one.appField, one.appPart),
  }))
  const free = entries.find(({ id }) => !keys.flat().includes(id))
  const thresholds = likeness ?? FUZZY
  return (
    <>
      <section className="card">
        <h2>{words.keys}</h2>
        <p className="quiet">{words.keysSays}</p>
        {keys.length === 0 ? <p>{words.noKeys}</p> : null}
        <ol className="keys">
          {keys.map((key, at) => (
            <li key={key.join(' ')} className="key-line">
              <span aria-hidden="true">{words.keyOf(at + 1)}</span>
              {key.map((id, place) => (
                <Select
                  key={id}
                  label={`${words.field} ${at + 1}.${place + 1}`}
                  isBare
                  value={id}
                  options={options}
                  why={why}
                  onChange={(chosen) =>
                    put(
                      keys.map((one, index) =>
                        index === at ? one.map((old) => (old === id ? chosen : old)) : one,
                      ),
                    )
                  }
                />
              ))}
              {free ? (
                <Button
                  size="small"
                  look="quiet"
                  icon={Plus}
                  why={why}
                  onPress={() =>
                    put(keys.map((one, index) => (index === at ? [...one, free.id] : one)))
                  }
                >
                  {words.andField}
                </Button>
              ) : null}
              <IconButton
                icon={X}
                label={words.removeKey}
                why={why}
                onPress={() => put(keys.filter((_, index) => index !== at))}
              />
            </li>
          ))}
        </ol>
        {free ? (
          <div className="buttons">
            <Button size="small" icon={Plus} why={why} onPress={() => put([...keys, [free.id]])}>
              {words.addKey}
            </Button>
          </div>
        ) : null}
      </section>
      <section className="card">
        <Switch
          label={words.likeness}
          hint={words.likenessSays}
          isOn={likeness !== null}
          why={why}
          onChange={(isOn) => putLikeness(isOn ? FUZZY : null)}
        />
        {likeness === null ? null : (
          <div className="halves">
            <TypedField
              label={`${words.askFrom} (${words.percentSure})`}
              value={thresholds.ask}
              tell={percents}
              read={share(1, thresholds.link * 100)}
              why={why}
              isToldAbove
              onChange={(ask) => putLikeness({ ...thresholds, ask })}
            />
            <TypedField
              label={`${words.link} (${words.percentSure})`}
              value={thresholds.link}
              tell={percents}
              read={share(Math.max(50, thresholds.ask * 100), 100)}
              why={why}
              isToldAbove
              onChange={(link) => putLikeness({ ...thresholds, link })}
            />
          </div>
        )}
      </section>
    </>
  )
}

/** A share as people write it, of a hundred. */
const percents = (share: number): string => String(rounded(share * 100))
const rounded = (of100: number): number => Math.round(of100 * 100) / 100
const share =
  (min: number, max: number): Reading<number> =>
  (text) => {
    const read = aNumber({ min: rounded(min), max: rounded(max) })(text)
    return read.ok ? ok(read.value / 100) : read
  }
