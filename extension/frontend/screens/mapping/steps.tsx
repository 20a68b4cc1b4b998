import { X } from 'lucide-react'
import { err, ok } from '../../../../shared/result.ts'
import type { Step } from '../../../../shared/transform/step.ts'
import { IconButton } from '../../parts/button.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Select } from '../../parts/select.tsx'
import { TypedField } from '../../parts/typed-field.tsx'
import { say } from '../../words/say.ts'
import { aNumber, aText, type Reading } from '../../words/typed.ts'
import { FormulaField, type Over } from './formula-field.tsx'

const words = say.mapping
type Kind = Step['do']

/** A step of each kind as it begins. */
const FRESH: { readonly [kind in Kind]: Step } = {
  trim: { do: 'trim' },
  case: { do: 'case', to: 'title' },
  prefix: { do: 'prefix', text: 'Mr ' },
  unprefix: { do: 'unprefix', text: 'Mr ' },
  suffix: { do: 'suffix', text: '.' },
  unsuffix: { do: 'unsuffix', text: '.' },
  round: { do: 'round', digits: 0, how: 'nearest' },
  scale: { do: 'scale', by: 100, plus: 0 },
  date: { do: 'date', pattern: 'YYYY-MM-DD' },
  parseDate: { do: 'parseDate', pattern: 'YYYY-MM-DD' },
  phone: { do: 'phone', form: 'international' },
  join: { do: 'join', with: ', ' },
  split: { do: 'split', at: ',' },
  formula: { do: 'formula', text: '{this}' },
  map: { do: 'map', pairs: [], otherwise: 'keep' },
}
/** Replacing values has a list of its own that serves both ways; a list for one way is kept where there is one. */
const OFFERED: readonly Kind[] = [
  'formula',
  'trim',
  'case',
  'prefix',
  'suffix',
  'unprefix',
  'unsuffix',
  'round',
  'scale',
  'date',
  'parseDate',
  'phone',
  'join',
  'split',
]

type Props = {
  readonly title: string
  readonly configId: string
  readonly entityType: string
  /** Where the values come from, for the formula. */
  readonly over: Over
  readonly field: string
  readonly steps: readonly Step[]
  /** The formula of the way back, where there is one. */
  readonly back: string | undefined
  readonly why: string | null
  readonly onChange: (steps: readonly Step[]) => void
}

/** What happens to a value on one way, step by step. */
export function Steps(props: Props) {
  const { title, steps, why, onChange } = props
  const put = (at: number, step: Step) =>
    onChange(steps.map((one, index) => (index === at ? step : one)))
  return (
    <section className="steps-of" aria-label={title}>
      <h3>{title}</h3>
      {steps.length === 0 ? <p className="quiet">{words.noSteps}</p> : null}
      <ol>
        {steps.map((step, at) => (
          // A step has no name of its own: its place is what it is.
          <li key={`${at}-${step.do}`} className="step-line">
            <span className="step-kind">{words.steps[step.do]}</span>
            <StepField {...props} step={step} onStep={(next) => put(at, next)} />
            <IconButton
              icon={X}
              label={words.removeStep(words.steps[step.do])}
              why={why}
              onPress={() => onChange(steps.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ol>
      <Menu
        label={`${words.addStep}: ${title}`}
        text={words.addStep}
        why={why}
        actions={OFFERED.map((kind) => ({
          label: words.steps[kind],
          run: () => onChange([...steps, FRESH[kind]]),
        }))}
      />
    </section>
  )
}

function StepField({
  step,
  onStep,
  ...props
}: Props & { readonly step: Step; readonly onStep: (step: Step) => void }) {
  const line = { why: props.why }
  switch (step.do) {
    case 'trim':
    case 'map':
      return <span />
    case 'case':
      return (
        <Select
          label={words.steps.case}
          isBare
          value={step.to}
          why={props.why}
          options={CASES.map((to) => ({ value: to, label: words.cases[to] }))}
          onChange={(to) => onStep({ ...step, to })}
        />
      )
    case 'phone':
      return (
        <Select
          label={words.form}
          isBare
          value={step.form}
          why={props.why}
          options={FORMS.map((form) => ({ value: form, label: words.phones[form] }))}
          onChange={(form) => onStep({ ...step, form })}
        />
      )
    case 'prefix':
    case 'unprefix':
    case 'suffix':
    case 'unsuffix':
      return (
        <Line
          {...line}
          label={words.text}
          value={step.text}
          read={aText}
          onChange={(text) => onStep({ ...step, text })}
        />
      )
    case 'date':
    case 'parseDate':
      return (
        <Line
          {...line}
          label={words.pattern}
          value={step.pattern}
          read={aText}
          onChange={(pattern) => onStep({ ...step, pattern })}
        />
      )
    case 'join':
      return (
        <Line
          {...line}
          label={words.text}
          value={step.with}
          read={ok}
          onChange={(text) => onStep({ ...step, with: text })}
        />
      )
    case 'split':
      return (
        <Line
          {...line}
          label={words.text}
          value={step.at}
          read={(text) => (text === '' ? aText(text) : ok(text))}
          onChange={(at) => onStep({ ...step, at })}
        />
      )
    case 'round':
      return (
        <Line
          {...line}
          label={words.digits}
          value={step.digits}
          read={aNumber({ min: 0, max: 10, isWhole: true })}
          onChange={(digits) => onStep({ ...step, digits })}
        />
      )
    case 'scale':
      return (
        <span className="halves">
          <Line
            {...line}
            label={words.by}
            value={step.by}
            read={notZero}
            onChange={(by) => onStep({ ...step, by })}
          />
          <Line
            {...line}
            label={words.plus}
            value={step.plus}
            read={aNumber()}
            onChange={(plus) => onStep({ ...step, plus })}
          />
        </span>
      )
    case 'formula':
      return (
        <FormulaField {...props} text={step.text} onChange={(text) => onStep({ ...step, text })} />
      )
  }
}

const CASES = ['upper', 'lower', 'title', 'sentence'] as const
const FORMS = ['e164', 'national', 'international'] as const

const notZero: Reading<number> = (text) => {
  const read = aNumber()(text)
  return read.ok && read.value === 0 ? err(words.notZero) : read
}

type LineProps<Value> = {
  readonly label: string
  readonly value: Value
  readonly read: Reading<Value>
  readonly why: string | null
  readonly onChange: (value: Value) => void
}
const Line = <Value extends string | number>(props: LineProps<Value>) => (
  <TypedField {...props} isBare placeholder={props.label} tell={String} />
)
