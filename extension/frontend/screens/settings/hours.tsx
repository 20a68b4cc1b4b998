import type { Schedule } from '../../../../shared/schedule.ts'
import { Combobox } from '../../parts/combobox.tsx'
import { SettledSelect } from '../../parts/settled-choice.tsx'
import { SettledField } from '../../parts/settled-field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { say } from '../../words/say.ts'
import { weekdayName } from '../../words/time.ts'
import type { TermsProps } from './terms-props.ts'

const ZONES = Intl.supportedValuesOf('timeZone')
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
/** Offered first to whoever turns quiet hours on. */
const NIGHT = { from: '22:00', to: '06:00' }

/** The hours of a sync: when it runs by the clock of a zone, and when nothing begins. */
export function Hours({ config, set, why }: TermsProps) {
  const { schedule } = config
  const { rules } = say
  const change = (patch: Partial<Schedule>) => {
    const before = Object.fromEntries(
      Object.entries(schedule).filter(([name]) => name in patch),
    ) as Partial<Schedule>
    set({ schedule: patch }, { schedule: before })
  }
  const hasHour = config.syncFrequency === 'daily' || config.syncFrequency === 'weekly'
  const zones = ZONES.includes(schedule.zone) ? ZONES : [schedule.zone, ...ZONES]
  return (
    <>
      {hasHour ? (
        <div className="settings-row">
          {config.syncFrequency === 'weekly' ? (
            <SettledSelect
              label={rules.on}
              value={String(schedule.weekday)}
              options={DAYS.map((day) => ({ value: String(day), label: weekdayName(day) }))}
              why={why}
              onSettle={(day) => change({ weekday: Number(day) })}
            />
          ) : null}
          <Time label={rules.at} value={schedule.at} why={why} onChange={(at) => change({ at })} />
        </div>
      ) : null}
      <Combobox
        label={rules.zone}
        items={zones.map((id) => ({ id, label: id.replaceAll('_', ' ').replace('/', ' · ') }))}
        value={schedule.zone}
        hint={why ?? rules.zoneSays}
        onChange={(zone) => (why === null ? change({ zone }) : undefined)}
      />
      <Switch
        label={rules.quiet}
        hint={rules.quietSays}
        isOn={schedule.quiet !== null}
        why={why}
        onChange={(isOn) => change({ quiet: isOn ? NIGHT : null })}
      />
      {schedule.quiet ? (
        <div className="settings-row">
          <Time
            label={rules.quietFrom}
            value={schedule.quiet.from}
            why={why}
            onChange={(from) => change({ quiet: { ...NIGHT, ...schedule.quiet, from } })}
          />
          <Time
            label={rules.quietTo}
            value={schedule.quiet.to}
            why={why}
            onChange={(to) => change({ quiet: { ...NIGHT, ...schedule.quiet, to } })}
          />
        </div>
      ) : null}
      <Typing config={config} set={set} why={why} />
    </>
  )
}

type TimeProps = {
  readonly label: string
  readonly value: string
  readonly why: string | null
  readonly onChange: (time: string) => void
}

const Time = ({ why, onChange, ...rest }: TimeProps) => (
  <SettledField
    {...rest}
    type="time"
    isReadOnly={why !== null}
    check={(time) => (/^\d{2}:\d{2}$/.test(time) ? null : say.rules.timeWrong)}
    onSettle={onChange}
  />
)

const Typing = ({ config, set, why }: TermsProps) => (
  <SettledField
    label={`${say.rules.typing} · ${say.rules.seconds}`}
    type="number"
    min={0}
    max={300}
    value={String(config.quietSeconds)}
    isReadOnly={why !== null}
    hint={say.rules.typingSays}
    check={(text) => (secondsOf(text) === null ? say.rules.secondsWrong : null)}
    onSettle={(text) => {
      const quietSeconds = secondsOf(text) ?? 0
      set({ quietSeconds }, { quietSeconds: config.quietSeconds })
    }}
  />
)

function secondsOf(text: string): number | null {
  const seconds = /^\d{1,3}$/.test(text.trim()) ? Number(text) : null
  return seconds !== null && seconds <= 300 ? seconds : null
}
