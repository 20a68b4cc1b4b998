import { Plus, X } from 'lucide-react'
import { FUZZY } from '../../../../shared/mapping.ts'
import { changePairing } from '../../mapping/edit.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Select } from '../../parts/select.tsx'
import { Switch } from '../../parts/switch.tsx'
import { slotName } from '../../words/fields.ts'
import { say } from '../../words/say.ts'
import type { Edited } from './edited.ts'

const words = say.mapping

/** What tells records apart: keys that must agree, and how alike two may be without them. */
export function Matching({ pairing, left, now, onChange, why }: Edited) {
  const keys = now.pairing.keys ?? pairing.keys
  const likeness = now.pairing.likeness === undefined ? pairing.likeness : now.pairing.likeness
  const put = (next: readonly (readonly string[])[]) =>
    onChange((before) =>
      changePairing(before, { keys: next.filter((key) => key.length > 0).map((key) => [...key]) }),
    )
  // A pair that is not saved has no name yet that a key could be made of.
  const entries = now.entries.filter(({ id }) => !id.startsWith('new:'))
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
          onChange={(isOn) =>
            onChange((before) => changePairing(before, { likeness: isOn ? FUZZY : null }))
          }
        />
        {likeness === null ? null : (
          <div className="halves">
            <TextField
              label={`${words.askFrom} (${words.percentSure})`}
              type="number"
              min={1}
              max={100}
              value={String(Math.round(thresholds.ask * 100))}
              onChange={(text) =>
                onChange((before) =>
                  changePairing(before, {
                    likeness: {
                      link: thresholds.link,
                      ask: Math.min(thresholds.link, share(text)),
                    },
                  }),
                )
              }
            />
            <TextField
              label={`${words.link} (${words.percentSure})`}
              type="number"
              min={50}
              max={100}
              value={String(Math.round(thresholds.link * 100))}
              onChange={(text) =>
                onChange((before) =>
                  changePairing(before, {
                    likeness: {
                      link: Math.max(0.5, share(text)),
                      ask: Math.min(thresholds.ask, share(text)),
                    },
                  }),
                )
              }
            />
          </div>
        )}
      </section>
    </>
  )
}

const share = (text: string): number => Math.min(1, Math.max(0.01, (Number(text) || 1) / 100))
