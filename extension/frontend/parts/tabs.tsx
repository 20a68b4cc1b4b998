import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { number } from '../words/time.ts'
import { useId } from './id.ts'
import './tabs.css'

export type Tab<Id extends string> = {
  readonly id: Id
  readonly label: string
  readonly count?: number | undefined
}
type Props<Id extends string> = {
  readonly label: string
  readonly tabs: readonly Tab<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
  /** What the chosen tab shows. */
  readonly children: ReactNode
}

/** Several views of one thing, one at a time. The arrows go from one to the next. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, children }: Props<Id>) {
  const id = useId('tabs')
  const list = useRef<HTMLDivElement>(null)

  // Docked there is not room for all: the chosen one is always in sight.
  useEffect(() => {
    const row = list.current
    if (!row) return undefined
    const show = (): void => {
      const chosen = row.querySelector('[aria-selected=true]')?.getBoundingClientRect()
      if (!chosen) return
      const { left, right } = row.getBoundingClientRect()
      // By its own means: scrolled into view it would take the whole page along.
      row.scrollLeft += Math.min(0, chosen.left - left) + Math.max(0, chosen.right - right)
    }
    show()
    // From full screen to docked, too.
    const watch = new ResizeObserver(show)
    watch.observe(row)
    return () => watch.disconnect()
  }, [value])

  function move(event: KeyboardEvent) {
    const steps: { readonly [key: string]: number } = { ArrowRight: 1, ArrowLeft: -1 }
    const at = tabs.findIndex((tab) => tab.id === value)
    const by = steps[event.key]
    const to =
      by !== undefined
        ? (at + by + tabs.length) % tabs.length
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? tabs.length - 1
            : -1
    const tab = tabs[to]
    if (!tab) return
    event.preventDefault()
    onChange(tab.id)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus()
  }

  return (
    <div className="tabs">
      <div className="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            className="tab"
            aria-selected={tab.id === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="count">{number(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div
        className="tab-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        tabIndex={0}
      >
        {children}
      </div>
    </div>
  )
}
