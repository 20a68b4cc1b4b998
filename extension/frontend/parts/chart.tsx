import { type ReactNode, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { say } from '../words/say.ts'
import { day, dayAndMonth } from '../words/time.ts'
import './chart.css'

export type Series = {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly colour: '--blue' | '--green' | '--amber' | '--purple'
}
type Props = {
  readonly title: string
  readonly says: ReactNode
  /** When each value was (ms since 1970). */
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** The axis ends here: 1 for shares; at the largest value if left out. */
  readonly top?: number | undefined
}

const HEIGHT = 168

/** Values over time as a picture, and as a table for those who cannot see it. */
export function Chart({ title, says, times, series, format, top }: Props) {
  const holder = useRef<HTMLDivElement>(null)
  const scheme = useScheme()
  const given = useRef({ times, series, format, top })
  given.current = { times, series, format, top }
  const key = JSON.stringify([times, series, top])
  useEffect(() => {
    const at = holder.current
    if (!at) return undefined
    const { times, series, format, top } = given.current
    const plot = new uPlot(optionsOf(at, series, format, top), dataOf(times, series), at)
    const watch = new ResizeObserver(([entry]) => {
      if (entry) plot.setSize({ width: Math.floor(entry.contentRect.width), height: HEIGHT })
    })
    watch.observe(at)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
    // Drawn anew for other values and other colours; how values are told does not change by itself.
  }, [key, scheme])

  const newest = times.findLast((_, at) => series.some(({ values }) => values[at] != null))
  const latest = series.map(({ name, values }) => {
    const last = values.findLast((value) => value !== null)
    const told = last === undefined || last === null ? say.charts.noValue : format(last)
    return series.length > 1 ? `${name} ${told}` : told
  })
  return (
    <section className="card chart" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <p className="quiet">{says}</p>
      </header>
      <p className="chart-latest">
        {latest.join(' · ')}
        {newest === undefined ? null : (
          <span className="quiet chart-day">{dayAndMonth(newest)}</span>
        )}
      </p>
      {series.length > 1 ? (
        <ul className="shares" aria-hidden="true">
          {series.map(({ name, colour }) => (
            <li key={name}>
              <i className="dot" style={{ background: `var(${colour})` }} />
              {name}
            </li>
          ))}
        </ul>
      ) : null}
      <div
        ref={holder}
        className="chart-picture"
        role="img"
        aria-label={`${title}. ${say.charts.latest(latest.join(', '))}`}
      />
      <details className="fold">
        <summary>{say.charts.asTable}</summary>
        <div
          className="chart-table"
          tabIndex={0}
          role="group"
          aria-label={`${title}, ${say.charts.asTable}`}
        >
          <table className="changes">
            <thead>
              <tr>
                <th scope="col">{say.charts.day}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((time, row) => (
                <tr key={time}>
                  <th scope="row">{day(new Date(time).toISOString())}</th>
                  {series.map(({ name, values }) => {
                    const value = values[row] ?? null
                    return (
                      <td key={name} data-label={name}>
                        {value === null ? say.charts.noValue : format(value)}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  )
}

const dataOf = (times: readonly number[], series: readonly Series[]): uPlot.AlignedData => [
  times.map((time) => time / 1_000),
  ...series.map(({ values }) => [...values]),
]

function optionsOf(
  at: HTMLElement,
  series: readonly Series[],
  format: (value: number) => string,
  top: number | undefined,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string): string => style.getPropertyValue(name).trim()
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  }
  return {
    width: Math.floor(at.clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: true },
      y: { range: (_plot, _least, most) => [0, top ?? Math.max(1, (most ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 64,
        values: (_plot, splits) => splits.map((split) => dayAndMonth(split * 1_000)),
      },
      { ...axis, size: 52, space: 36, values: (_plot, splits) => splits.map(format) },
    ],
    series: [
      {},
      ...series.map((one) => ({
        label: one.name,
        stroke: colour(one.colour),
        width: 2,
        fill: `${colour(one.colour)}22`,
        points: { show: true, size: 5, fill: colour(one.colour) },
        spanGaps: false,
      })),
    ],
  }
}

/** Light or dark, as the person has it now. */
function useScheme(): 'light' | 'dark' {
  const [isDark, setDark] = useState(() => matchMedia(DARK).matches)
  useEffect(() => {
    const query = matchMedia(DARK)
    const look = () => setDark(query.matches)
    query.addEventListener('change', look)
    return () => query.removeEventListener('change', look)
  }, [])
  return isDark ? 'dark' : 'light'
}
const DARK = '(prefers-color-scheme: dark)'
