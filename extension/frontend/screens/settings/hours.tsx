import { useState } from 'react'
import type { Schedule } from '../../../../shared/schedule.ts'
import { Combobox } from '../../parts/combobox.tsx'
import { TextField } from '../../parts/field.tsx'
import { Select } from '../../parts/select.tsx'
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
            <Select
              label={rules.on}
              value={String(schedule.weekday)}
              options={DAYS.map((day) => ({ value: String(day), label: weekdayName(day) }))}
              why={why}
              onChange={(day) => change({ weekday: Number(day) })}
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

/** A time of day. What is half typed is nobody's business yet. */
function Time({ label, value, why, onChange }: TimeProps) {
  const [typed, setTyped] = useState(value)
  return (
    <TextField
      label={label}
      type="time"
      value={typed}
      isReadOnly={why !== null}
      onChange={(time) => {
        setTyped(time)
        if (/^\d{2}:\d{2}$/.test(time) && time !== value) onChange(time)
      }}
    />
  )
}

function Typing({ config, set, why }: TermsProps) {
  const [typed, setTyped] = useState(String(config.quietSeconds))
  const { rules } = say
  const seconds = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : null
  const isRight = seconds !== null && seconds <= 300
  return (
    <TextField
      label={`${rules.typing} · ${rules.seconds}`}
      type="number"
      min={0}
      max={300}
      value={typed}
      isReadOnly={why !== null}
      hint={rules.typingSays}
      wrong={isRight ? null : rules.secondsWrong}
      onChange={(text) => {
        setTyped(text)
        const next = /^\d{1,3}$/.test(text.trim()) ? Number(text) : null
        if (next !== null && next <= 300 && next !== config.quietSeconds)
          set({ quietSeconds: next }, { quietSeconds: config.quietSeconds })
      }}
    />
  )
}
