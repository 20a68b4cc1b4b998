import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { FormulaCheck, FunctionList } from '../../../../shared/api/formula.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import { isNamed, type Table } from '../../../../shared/field.ts'
import { type Completion, fieldCompletion, functionCompletion } from '../../mapping/completion.ts'
import { Combobox } from '../../parts/combobox.tsx'
import { Field } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { type Paused, useOnPause } from '../../worker/on-pause.ts'
import { take } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { tellValue } from '../../words/value.ts'
import { Completions, useCompletion } from './completions.tsx'

const words = say.mapping

/** The records of one side that a formula reads. */
export type Over = {
  readonly side: 'app' | 'crm'
  readonly table: Table
  readonly service: string
  /** Its fields that may be read, where that is not all of them. */
  readonly known?: ReadonlySet<string>
}

type Props = {
  readonly configId: string
  readonly entityType: string
  /** Whose records it reads: of both sides, where it has to hold on both. */
  readonly over: Over | readonly [Over, Over]
  /** The field whose value the formula calls {this}, where there is one. */
  readonly field?: string | undefined
  readonly back?: string | undefined
  readonly text: string
  readonly why: string | null
  readonly onChange: (text: string) => void
}

/** A formula with what can stand in it, what is wrong and where, what it gives for real records, and whether they come home. */
export function FormulaField(props: Props) {
  const { over, field, text, why, onChange } = props
  const [first, second = null] = 'side' in over ? [over] : over
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
      fields: [...(field === undefined ? [] : ['this']), ...namesIn(first, second)].map(fieldCompletion), // prettier-ignore
      functions: (functions?.items ?? []).map(({ name, arguments: takes, help }) =>
        functionCompletion(name, takes, help),
      ),
    }),
    [field, first, second, functions],
  )
  const tried = [useTried(props, first), useTried(props, second)]
  const says = tried.find((one) => one.says !== null)?.says ?? null
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
  const shown = [first, second].flatMap((one, at) => {
    const check = tried[at]?.answer
    if (!one || !check) return []
    const fault = check.faults[0] ?? unknownIn(one, check, text)
    return [{ ...one, check, fault }]
  })
  const broken = shown.find(({ fault }) => fault !== undefined)
  const fault = broken?.fault
  // Which side it is about has to be said where there are two.
  const titleOf = (service: string) => (second === null ? null : words.inService(service))
  return (
    <div className="formula">
      <Field
        label={words.formula}
        isBare
        why={why}
        hint={field === undefined ? words.formulaOfRecord : words.formulaHint}
        wrong={
          broken && fault
            ? [titleOf(broken.service), words.at(fault.from) + fault.why].filter(Boolean).join(' ')
            : null
        }
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
      {shown.map(({ side, service, check, fault: its }) =>
        its ? null : <Gives key={side} {...check} title={titleOf(service)} />,
      )}
    </div>
  )
}

/** What the Worker says of it over the records of one side. */
function useTried(
  { configId, entityType, field, back, text }: Props,
  over: Over | null,
): Paused<FormulaCheck> {
  const asked = over && {
    configId,
    entityType,
    side: over.side,
    formula: text,
    samples: 3,
    ...(field === undefined ? {} : { field }),
    ...(back === undefined ? {} : { back }),
  }
  return useOnPause(asked, (worker, request) => worker.checkFormula(request))
}

/** The names that may stand in it: where it has to hold on both sides, those that both have. */
const namesIn = (first: Over, second: Over | null): readonly string[] =>
  first.table.fields
    .filter((field) => second?.table.fields.some((one) => isNamed(one, field.name)) ?? true)
    .map(({ name }) => name)

/** A field it reads and must not, at its place in the text. */
function unknownIn({ known, service }: Over, { fields }: FormulaCheck, text: string) {
  const one = known && fields.find(({ field }) => !known.has(field))
  if (!one) return undefined
  const from = Math.max(0, text.toLowerCase().indexOf(`{${one.name.toLowerCase()}`))
  return { from, to: from + one.name.length + 2, why: words.unknown(one.name, service) }
}

const Gives = ({
  gives,
  samples,
  home,
  title,
}: FormulaCheck & { readonly title: string | null }) => (
  <div aria-live="polite">
    <p className="quiet">{[title, words.gives(words.kinds[gives])].filter(Boolean).join(' ')}</p>
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
