import type { LucideIcon } from 'lucide-react'
import { Inbox, Lock, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Problem } from '../../../shared/api/problem.ts'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'
import './states.css'

type StateProps = {
  readonly title: string
  readonly children?: ReactNode
  readonly icon?: LucideIcon | undefined
  /** The way on. */
  readonly action?: ReactNode
}

/** Nothing here yet: what will be, and how it comes to be. */
export const EmptyState = ({ title, children, icon: Icon = Inbox, action }: StateProps) => (
  <section className="state">
    <span className="state-icon" aria-hidden="true">
      <Icon size={22} />
    </span>
    <h2>{title}</h2>
    {children ? <p className="quiet">{children}</p> : null}
    {action ? <div className="buttons">{action}</div> : null}
  </section>
)

/** Something is being read; its shape is there already, so that nothing jumps when it comes. */
export const Loading = ({
  label = say.parts.loading,
  rows = 3,
}: {
  readonly label?: string | undefined
  readonly rows?: number | undefined
}) => (
  <div className="loading" role="status" aria-label={label}>
    {Array.from({ length: rows }, (_, at) => (
      <div key={at} className="loading-row" aria-hidden="true" />
    ))}
  </div>
)

type FailedProps = {
  /** What could not be read or done, as the beginning of a sentence. */
  readonly title: string
  readonly problem: Pick<Problem, 'message'>
  readonly onRetry?: (() => void) | undefined
  readonly isBusy?: boolean | undefined
}

/** It did not work: what, why, and a way on. */
export const Failed = ({ title, problem, onRetry, isBusy }: FailedProps) => (
  <section className="state state-bad" role="alert">
    <span className="state-icon" aria-hidden="true">
      <TriangleAlert size={22} />
    </span>
    <h2>{title}</h2>
    <p>{problem.message}</p>
    {onRetry ? (
      <Button onPress={onRetry} isBusy={isBusy}>
        {say.parts.tryAgain}
      </Button>
    ) : null}
  </section>
)

/** Not with this role: which one is needed, and who can give it. */
export const Refused = ({ why, action }: { readonly why: string; readonly action?: ReactNode }) => (
  <section className="state">
    <span className="state-icon" aria-hidden="true">
      <Lock size={22} />
    </span>
    <h2>{say.parts.notAllowed}</h2>
    <p className="quiet">{why}</p>
    {action ?? null}
  </section>
)
