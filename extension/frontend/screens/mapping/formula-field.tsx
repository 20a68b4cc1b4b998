import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { FunctionList } from '../../../../shared/api/formula.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { Table } from '../../../../shared/field.ts'
import { Combobox } from '../../parts/combobox.tsx'
import { Field } from '../../parts/field.tsx'
import { useOnPause } from '../../worker/on-pause.ts'
import { take } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { tellValue } from '../../words/value.ts'

const words = say.mapping

type Props = {
  readonly configId: string
  readonly entityType: string
  readonly table: Table
  readonly side: 'app' | 'crm'
  readonly field: string
  readonly back: string | undefined
  readonly text: string
  readonly onChange: (text: string) => void
}

/** A formula with what can stand in it, what is wrong and where, what it gives for real records, and whether they come home. */
export function FormulaField(props: Props) {
  const { configId, entityType, table, side, field, back, text, onChange } = props
  const client = useClient()
  const input = useRef<HTMLTextAreaElement>(null)
  const functions = useQuery<FunctionList, Problem>(
    ['functions'],
    () => take(client.formulaFunctions()),
    { staleTime: Infinity },
  ).data
  const asked = { configId, entityType, side, field, formula: text, samples: 3 }
  const check = useOnPause(back === undefined ? asked : { ...asked, back }, (worker, request) =>
    worker.checkFormula(request),
  ).answer

  /** Puts a name where the cursor stands. */
  function insert(id: string) {
    const at = input.current?.selectionStart ?? text.length
    const name = id.startsWith('fn:') ? `${id.slice(3)}()` : `{${id.slice(3)}}`
    onChange(text.slice(0, at) + name + text.slice(input.current?.selectionEnd ?? at))
    input.current?.focus()
  }
  const fault = check?.faults[0]
  return (
    <div className="formula">
      <Field
        label={words.formula}
        isBare
        hint={words.formulaHint}
        wrong={
          fault
            ? `${words.at(fault.from)}${fault.why}${fault.suggestion ? ` ${words.meant(fault.suggestion)}` : ''}`
            : null
        }
      >
        {(described) => (
          <textarea
            {...described}
            ref={input}
            className="input formula-text"
            rows={2}
            spellCheck={false}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {fault ? (
        <p className="formula-shown" aria-hidden="true">
          {text.slice(0, fault.from)}
          <mark>{text.slice(fault.from, Math.max(fault.to, fault.from + 1)) || ' '}</mark>
          {text.slice(Math.max(fault.to, fault.from + 1))}
        </p>
      ) : null}
      <Combobox
        label={words.insert}
        isBare
        placeholder={words.insert}
        value={null}
        onChange={insert}
        items={[
          ...table.fields.map(({ name }) => ({ id: `fd:${name}`, label: `{${name}}` })),
          ...(functions?.items ?? []).map(({ name, arguments: takes, help }) => ({
            id: `fn:${name}`,
            label: `${name}(${takes})`,
            note: help,
          })),
        ]}
      />
      {check && !fault ? (
        <div aria-live="polite">
          <p className="quiet">{words.gives(words.kinds[check.gives])}</p>
          <ul>
            {check.samples.map(({ recordId, title, value, fault: why }) => (
              <li key={recordId} className="crossing">
                <span className="quiet">{title}</span>
                {why ? (
                  <span className="wrong">{why.why}</span>
                ) : (
                  <strong>{tellValue(value) || words.empty}</strong>
                )}
              </li>
            ))}
          </ul>
          {check.home ? (
            <p className={check.home.strayed.length > 0 ? 'lost' : 'quiet'}>
              {words.home}: {check.home.says}
            </p>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}
