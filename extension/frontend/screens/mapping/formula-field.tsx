import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { FormulaCheck, FunctionList } from '../../../../shared/api/formula.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { Table } from '../../../../shared/field.ts'
import { type Completion, fieldCompletion, functionCompletion } from '../../mapping/completion.ts'
import { Combobox } from '../../parts/combobox.tsx'
import { Field } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useOnPause } from '../../worker/on-pause.ts'
import { take } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { tellValue } from '../../words/value.ts'
import { Completions, useCompletion } from './completions.tsx'

const words = say.mapping

type Props = {
  readonly configId: string
  readonly entityType: string
  readonly table: Table
  readonly side: 'app' | 'crm'
  /** The field whose value the formula calls {this}, where there is one. */
  readonly field?: string | undefined
  readonly back?: string | undefined
  readonly text: string
  readonly why: string | null
  readonly onChange: (text: string) => void
}

/** A formula with what can stand in it, what is wrong and where, what it gives for real records, and whether they come home. */
export function FormulaField(props: Props) {
  const { configId, entityType, table, side, field, back, text, why, onChange } = props
  const client = useClient()
  const input = useRef<HTMLTextAreaElement>(null)
  // Where the cursor goes once what was taken in is drawn.
  const goes = useRef<number | null>(null)
  const functions = useQuery<FunctionList, Problem>(
    ['functions'],
    () => take(client.formulaFunctions()),
    { staleTime: Infinity },
  ).data
  const all = useMemo(
    () => ({
      fields: [...(field === undefined ? [] : ['this']), ...table.fields.map(({ name }) => name)].map(fieldCompletion), // prettier-ignore
      functions: (functions?.items ?? []).map(({ name, arguments: takes, help }) =>
        functionCompletion(name, takes, help),
      ),
    }),
    [field, table, functions],
  )
  const asked = {
    configId,
    entityType,
    side,
    formula: text,
    samples: 3,
    ...(field === undefined ? {} : { field }),
    ...(back === undefined ? {} : { back }),
  }
  const { answer: check, says } = useOnPause(asked, (worker, request) =>
    worker.checkFormula(request),
  )
  const put = (next: { text: string; cursor: number }) => {
    goes.current = next.cursor
    onChange(next.text)
    input.current?.focus()
  }
  const completion = useCompletion({ text, all, onPut: put })
  useLayoutEffect(() => {
    if (goes.current === null) return
    input.current?.setSelectionRange(goes.current, goes.current)
    goes.current = null
  }, [text])

  /** Puts a name where the cursor stands. */
  function insert({ text: name, cursor }: Completion) {
    const at = input.current?.selectionStart ?? text.length
    put({
      text: text.slice(0, at) + name + text.slice(input.current?.selectionEnd ?? at),
      cursor: at + cursor,
    })
  }
  const fault = check?.faults[0]
  return (
    <div className="formula">
      <Field
        label={words.formula}
        isBare
        why={why}
        hint={field === undefined ? words.formulaOfRecord : words.formulaHint}
        wrong={fault ? words.at(fault.from) + fault.why : null}
      >
        {(described) => (
          <div className="combobox">
            <textarea
              {...described}
              {...completion.input}
              ref={input}
              className="input formula-text"
              rows={2}
              spellCheck={false}
              readOnly={why !== null}
              value={text}
              onChange={(event) => {
                onChange(event.target.value)
                completion.typed(event.target.selectionStart)
              }}
            />
            <Completions {...completion.list} />
          </div>
        )}
      </Field>
      {fault ? (
        <p className="formula-shown" aria-hidden="true">
          {text.slice(0, fault.from)}
          <mark>{text.slice(fault.from, Math.max(fault.to, fault.from + 1)) || ' '}</mark>
          {text.slice(Math.max(fault.to, fault.from + 1))}
        </p>
      ) : null}
      {why === null ? (
        <Combobox
          label={words.insert}
          isBare
          placeholder={words.insert}
          value={null}
          onChange={(name) => {
            const chosen = [...all.fields, ...all.functions].find((one) => one.name === name)
            if (chosen) insert(chosen)
          }}
          items={[...all.fields, ...all.functions].map(({ name, note }) => ({
            id: name,
            label: name,
            note,
          }))}
        />
      ) : null}
      {says === null ? null : <Notice tone="warn">{says}</Notice>}
      {check && !fault ? <Gives {...check} /> : null}
    </div>
  )
}

const Gives = ({ gives, samples, home }: FormulaCheck) => (
  <div aria-live="polite">
    <p className="quiet">{words.gives(words.kinds[gives])}</p>
    <ul>
      {samples.map(({ recordId, title, value, fault }) => (
        <li key={recordId} className="crossing">
          <span className="quiet">{title}</span>
          {fault ? (
            <span className="wrong">{fault.why}</span>
          ) : (
            <strong>{tellValue(value) || words.empty}</strong>
          )}
        </li>
      ))}
    </ul>
    {home ? (
      <p className={home.strayed.length > 0 ? 'lost' : 'quiet'}>
        {words.home}: {home.says}
      </p>
    ) : null}
  </div>
)
