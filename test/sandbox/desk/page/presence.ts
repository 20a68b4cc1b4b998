import { element } from './element.ts'

/** Whoever else has the base open: away, looking around in it, or typing. */
export const PRESENCES = {
  away: 'Kim is away',
  looks: 'Kim looks around',
  types: 'Kim types',
} as const
export type Presence = keyof typeof PRESENCES

const NAME = 'Kim'
const EVERY_MS = 2_500

/**
 * A second person in the grid. A frame with their name goes from cell to cell; where they type, the cell is written
 * through the vendor like anybody's. The cell that somebody here is editing is left alone.
 */
export function presenceIn(grid: HTMLElement): (presence: Presence) => void {
  let timer: ReturnType<typeof setInterval> | undefined
  let steps = 0
  const leave = (): void =>
    grid.querySelectorAll('td.theirs').forEach((cell) => {
      cell.classList.remove('theirs')
      cell.querySelector('.who')?.remove()
    })
  const step = (types: boolean): void => {
    leave()
    const inputs = [
      ...grid.querySelectorAll<HTMLInputElement>('tbody td:not(.remove) input'),
    ].filter((input) => input !== document.activeElement && Number.isNaN(Number(input.value)))
    const input = inputs[(steps++ * 7) % Math.max(1, inputs.length)]
    const cell = input?.closest('td')
    if (!input || !cell) return
    cell.classList.add('theirs')
    cell.append(element('span', { className: 'who', textContent: NAME }))
    if (!types) return
    input.value = `${input.value.replace(/ \(\d+\)$/, '')} (${steps})`
    input.dispatchEvent(new Event('change'))
  }
  return (presence) => {
    clearInterval(timer)
    leave()
    if (presence === 'away') return
    step(presence === 'types')
    timer = setInterval(() => step(presence === 'types'), EVERY_MS)
  }
}
