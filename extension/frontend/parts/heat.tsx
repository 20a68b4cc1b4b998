import { say } from '../words/say.ts'
import { count, hourName, weekdayName, weekdayShort } from '../words/time.ts'
import './heat.css'

/** Changes by weekday and hour. It is a table, so that whoever cannot see the colours reads the numbers. */
export function Heat({ heat }: { readonly heat: readonly (readonly number[])[] }) {
  const most = Math.max(1, ...heat.flat())
  return (
    <section className="card chart heat" aria-label={say.charts.heat}>
      <header>
        <h2>{say.charts.heat}</h2>
        <p className="quiet">{say.charts.heatSays}</p>
      </header>
      <div className="heat-scroll" tabIndex={0} role="group" aria-label={say.charts.heat}>
        <table>
          <thead>
            <tr>
              <td />
              {heat[0]?.map((_, hour) => (
                <th key={hour} scope="col" className={hour % 3 === 0 ? undefined : 'heat-quiet'}>
                  <span aria-hidden="true">{hour % 3 === 0 ? hour : ''}</span>
                  <span className="unseen">{hourName(hour)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {heat.map((row, day) => (
              <tr key={day}>
                <th scope="row">
                  <span aria-hidden="true">{weekdayShort(day + 1)}</span>
                  <span className="unseen">{weekdayName(day + 1)}</span>
                </th>
                {row.map((changes, hour) => (
                  <td
                    key={hour}
                    title={say.charts.cell(
                      weekdayName(day + 1),
                      hourName(hour),
                      count(changes, 'change'),
                    )}
                  >
                    <i style={{ opacity: changes === 0 ? 0 : 0.2 + (0.8 * changes) / most }} />
                    <span className="unseen">{changes}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
