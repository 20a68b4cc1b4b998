import { useState } from 'react'
import { Failure } from '../../../../shared/failure.ts'
import { TextField } from '../../parts/field.tsx'
import support from '../../support.json'
import { tellSupport } from '../../words/support.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { troubles } from '../../words/failures.ts'
import { say } from '../../words/say.ts'

const REASONS = Failure.options.map((option) => option.shape.reason.value)

/** How to begin, and what each sentence means that one may meet: the same list the product speaks from. */
export function Help() {
  const { address } = useSignedIn()
  const [wanted, setWanted] = useState('')
  const found = troubles(REASONS, wanted)
  const { help } = say
  return (
    <>
      <section className="card" aria-label={help.quick}>
        <h2>{help.quick}</h2>
        <ol className="quick-steps">
          {help.steps.map(([title, says]) => (
            <li key={title}>
              <strong>{title}</strong>
              <span className="quiet">{says}</span>
            </li>
          ))}
        </ol>
        <p className="quiet">{help.keys}</p>
      </section>
      <section className="card" aria-label={help.trouble}>
        <h2>{help.trouble}</h2>
        <p className="quiet">{help.troubleSays}</p>
        <TextField label={help.find} type="search" value={wanted} onChange={setWanted} />
        {found.length === 0 ? <p role="status">{help.noneFound}</p> : null}
        <dl className="troubles">
          {found.map(({ key, title, says }) => (
            <div key={key}>
              <dt>{title}</dt>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="card" aria-label={help.more}>
        <h2>{help.more}</h2>
        <a href={`${address}/docs`} target="_blank" rel="noreferrer">
          {help.docs}
        </a>
        <Support />
      </section>
    </>
  )
}

/** Whom people write to, as far as whoever made this build named somebody. */
function Support() {
  const told = tellSupport(support.address)
  return told.href === null ? (
    <p className="quiet">{told.says}</p>
  ) : (
    <a href={told.href} target="_blank" rel="noreferrer">
      {told.says}
    </a>
  )
}
