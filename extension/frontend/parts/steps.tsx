import { Check } from 'lucide-react'
import './steps.css'

type Props = {
  readonly label: string
  readonly steps: readonly string[]
  /** Which one is being decided, from 0. */
  readonly at: number
  /** Said in place of the list where there is no room for it. */
  readonly says: string
}

/** How far somebody is: what is behind, where they are, what comes. */
export const Steps = ({ label, steps, at, says }: Props) => (
  <div className="steps">
    <p className="steps-says">{says}</p>
    <ol aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < at ? 'step step-done' : index === at ? 'step step-here' : 'step'}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className="step-mark" aria-hidden="true">
            {index < at ? <Check size={12} strokeWidth={3} /> : index + 1}
          </span>
          <span className="step-name">{step}</span>
        </li>
      ))}
    </ol>
  </div>
)
