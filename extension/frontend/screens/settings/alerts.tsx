import { Switch } from '../../parts/switch.tsx'
import { useSilent } from '../../worker/alerts.ts'
import { say } from '../../words/say.ts'

const KINDS = ['stopped', 'asking', 'failed', 'conflicts', 'blocked', 'trouble', 'quota'] as const
/** Without these nothing goes on: nobody can choose not to hear of them. */
const ALWAYS: readonly string[] = ['stopped', 'asking']

/** What is told on top of the syncs. */
export function Alerts() {
  const [silent, tell] = useSilent()
  return (
    <section className="card" aria-label={say.settings.parts.alerts}>
      <p className="quiet">{say.alerts.says}</p>
      {KINDS.map((kind) => (
        <Switch
          key={kind}
          label={say.alerts.kinds[kind]}
          isOn={!silent.includes(kind)}
          hint={ALWAYS.includes(kind) ? say.alerts.always : undefined}
          why={ALWAYS.includes(kind) ? say.alerts.always : null}
          onChange={(isTold) => tell(kind, isTold)}
        />
      ))}
    </section>
  )
}
