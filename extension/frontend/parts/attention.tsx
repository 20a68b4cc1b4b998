import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useWhere } from '../shell/where.tsx'
import type { Need } from '../words/attention.ts'
import { say } from '../words/say.ts'
import { Button } from './button.tsx'
import './attention.css'

/** What goes on only once somebody has looked, above everything else. */
export function Attention({ needs }: { readonly needs: readonly Need[] }) {
  const where = useWhere()
  if (needs.length === 0) return null
  return (
    <section className="attention" aria-label={say.home.needsYou}>
      <h2>{say.home.needsYou}</h2>
      <ul>
        {needs.map(({ key, tone, title, says, action, to }) => {
          const Icon = tone === 'bad' ? CircleAlert : TriangleAlert
          return (
            <li key={key} className={`need need-${tone}`}>
              <Icon size={18} aria-hidden="true" />
              <div className="need-text">
                <strong>{title}</strong>
                {says ? <p>{says}</p> : null}
              </div>
              <Button size="small" label={`${action}: ${title}`} onPress={() => where.go(to)}>
                {action}
              </Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
