import type { ReactNode } from 'react'
import './facts.css'

export type Fact = { readonly name: string; readonly value: ReactNode }

/** Short facts, each under its name. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className="facts">
    {facts.map(({ name, value }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
