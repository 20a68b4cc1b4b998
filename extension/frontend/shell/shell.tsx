import {
  ChartNoAxesCombined,
  History,
  ListChecks,
  type LucideIcon,
  RefreshCw,
  Settings,
} from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Mark } from '../parts/mark.tsx'
import type { Place } from '../place.ts'
import { say } from '../words/say.ts'
import { number } from '../words/time.ts'
import { useFocusKept } from './focus-kept.ts'
import { useWhere } from './where.tsx'
import './shell.css'

type Door = {
  readonly to: Place
  readonly label: string
  readonly icon: LucideIcon
  /** The places that lie behind it. */
  readonly holds: readonly Place['at'][]
}

const DOORS: readonly Door[] = [
  {
    to: { at: 'home' },
    label: say.shell.home,
    icon: RefreshCw,
    holds: ['home', 'setup', 'sync', 'mapping', 'send'],
  },
  { to: { at: 'decide' }, label: say.shell.decide, icon: ListChecks, holds: ['decide'] },
  {
    to: { at: 'history' },
    label: say.shell.history,
    icon: History,
    holds: ['history', 'run', 'why'],
  },
  { to: { at: 'charts' }, label: say.shell.charts, icon: ChartNoAxesCombined, holds: ['charts'] },
  { to: { at: 'settings' }, label: say.shell.settings, icon: Settings, holds: ['settings'] },
]

type Props = {
  readonly place: string
  /** How many questions wait for a person; null while nobody knows. */
  readonly waiting: number | null
  readonly children: ReactNode
}

/** The frame around every screen: the bar (below when docked, at the side when wide) and what it leads to. */
export function Shell({ place, waiting, children }: Props) {
  const where = useWhere()
  const content = useRef<HTMLElement>(null)
  useFocusKept(content)
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {say.shell.skip}
      </a>
      <nav className="bar-main" aria-label={say.shell.bar}>
        <div className="brand">
          <Mark />
          <div className="brand-text">
            <strong>{say.shell.product}</strong>
            <span className="quiet">{place}</span>
          </div>
        </div>
        <ul className="doors">
          {DOORS.map(({ to, label, icon: Icon, holds }) => {
            const isHere = holds.includes(where.place.at)
            const badge = to.at === 'decide' && waiting !== null && waiting > 0 ? waiting : null
            return (
              <li key={label}>
                <button
                  type="button"
                  className="door"
                  aria-current={isHere ? 'page' : undefined}
                  onClick={() => where.begin(to)}
                >
                  <span className="door-icon">
                    <Icon size={18} aria-hidden="true" />
                    {badge === null ? null : (
                      <span className="door-badge" aria-hidden="true">
                        {badge > 99 ? '99+' : number(badge)}
                      </span>
                    )}
                  </span>
                  <span className="door-label">{label}</span>
                  {badge === null ? null : (
                    <span className="unseen">, {say.shell.waiting(number(badge))}</span>
                  )}
                </button>
              </li>
            )
          })}
        </ul>
      </nav>
      <main id="content" className="content" tabIndex={-1} ref={content}>
        {children}
      </main>
    </div>
  )
}
