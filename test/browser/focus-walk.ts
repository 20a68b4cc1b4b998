/** A walk through a page with Tab. */
import type { Page } from 'playwright-core'

export type Stop = {
  /** What it is called, for whoever does not see it. */
  readonly name: string
  readonly what: string
  /** Its number among those met: the same element, the same number. */
  readonly at: number
  /** It is at the other end of the page from the last one: there was no further stop. */
  readonly isRound: boolean
  readonly hasRing: boolean
  /** What is wrong with it, a sentence each. */
  readonly wrong: readonly string[]
}

const MOST = 400

/**
 * Goes on with Tab until it stands on what has this name, as somebody does who has no mouse; what is passed has to show where
 * one is. Fails where it is not to be reached so.
 */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  await page.evaluate(begin, false)
  for (let at = 0; at < MOST; at++) {
    await page.keyboard.press(key)
    const stop = await page.evaluate(here)
    if (stop === null) continue
    if (!stop.hasRing) throw new Error(`“${stop.name}” has the focus and does not show it`)
    const isIt = typeof name === 'string' ? stop.name === name : name.test(stop.name)
    if (isIt) return
    passed.push(stop.name)
  }
  throw new Error(`no ${key} leads to “${name}”; on the way: ${passed.slice(0, 60).join(' | ')}`)
}

/** The name of what has the focus; null where nothing has it. */
export const heldBy = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const stop = document.activeElement
    if (stop === null || stop === document.body) return null
    return stop.getAttribute('aria-label') ?? (stop.textContent ?? '').trim()
  })

/** What has the focus now. */
export async function standing(page: Page): Promise<Stop | null> {
  await page.evaluate(begin, false)
  return page.evaluate(here)
}

/**
 * Through the page, or the dialog that lies over it, from its first control to its last and back again.
 * @returns one sentence for each thing that is wrong on the way; none where all is well.
 */
export async function walk(page: Page): Promise<readonly string[]> {
  await page.evaluate(begin, true)
  const there = await through(page, 'Tab')
  const missed = await page.evaluate(missing)
  await page.evaluate(turn)
  // From the last one on, which is where the way back begins.
  const back = (await through(page, 'Shift+Tab')).filter(({ at }) => at !== 0)
  const [way, taken] = [there.slice(0, -1).reverse().map(told), back.map(told)]
  const odd = [...way, ...taken].findIndex((_, at) => way[at] !== taken[at])
  return [
    ...(there.length === 0 ? ['Tab leads nowhere'] : []),
    ...there.flatMap((stop) => stop.wrong.map((says) => `${told(stop)} ${says}`)),
    ...missed.map((name) => `Tab never comes to ${name}`),
    ...back.flatMap((stop) => stop.wrong.map((says) => `on the way back ${told(stop)} ${says}`)),
    ...(odd < 0 ? [] : [`back goes another way: ${taken[odd]} for ${way[odd]}`]),
  ]
}

const told = ({ name, what }: Stop): string => `“${name}” (${what})`

/** Until the page is left, or begins anew as dialogs do. */
async function through(page: Page, key: string): Promise<readonly Stop[]> {
  const met: Stop[] = []
  for (;;) {
    await page.keyboard.press(key)
    const stop = await page.evaluate(here)
    if (stop === null || stop.isRound) return met
    // A date has three parts, and a time two: one stop each. What else keeps the focus has no other beside it.
    if (stop.at === met.at(-1)?.at) {
      if (stop.what === 'date') continue
      return met
    }
    const again = met.some(({ at }) => at === stop.at)
    met.push(again ? { ...stop, wrong: ['is come to twice: there is no way past it'] } : stop)
    if (again || met.length === MOST) return met
  }
}

/** Runs in the page: before its first stop, or where one is. */
function begin(isAtTop: boolean): void {
  Object.assign(window, { met: [], before: null, isBack: false })
  if (!isAtTop) return
  const dialog = [...document.querySelectorAll<HTMLElement>('[role=dialog]')].at(-1)
  if (dialog) return dialog.focus()
  const top = document.createElement('span')
  top.tabIndex = -1
  document.body.prepend(top)
  top.focus()
  scrollTo(0, 0)
}

/** Runs in the page: the last stop again, to go back from there. */
function turn(): void {
  const met = Reflect.get(window, 'met') as HTMLElement[]
  const last = met.filter((one) => one.isConnected).at(-1)
  Object.assign(window, { met: last ? [last] : [], before: null, isBack: true })
  last?.focus()
}

/** Runs in the page: what could have the focus, is in sight, and had it not. */
function missing(): string[] {
  const met = Reflect.get(window, 'met') as Element[]
  const area: ParentNode = [...document.querySelectorAll('[role=dialog]')].at(-1) ?? document
  const all = area.querySelectorAll<HTMLElement>(
    'a[href], button, input, select, textarea, summary, [tabindex]',
  )
  return [...all]
    .filter((one) => {
      if (met.includes(one) || one.tabIndex < 0 || one.matches(':disabled')) return false
      if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('[inert]')) return false
      // Of a group of radio buttons Tab comes to one.
      const group = one.getAttribute('type') === 'radio' ? one.getAttribute('name') : null
      return group === null || !met.some((other) => other.getAttribute('name') === group)
    })
    .map((one) => `“${(one.getAttribute('aria-label') ?? one.textContent ?? '').slice(0, 80)}”`)
}

/** Runs in the page: what has the focus, once that is drawn. */
async function here(): Promise<Stop | null> {
  await new Promise<void>((drawn) => requestAnimationFrame(() => drawn()))
  const stop = document.activeElement
  if (!(stop instanceof HTMLElement) || stop === document.body) return null
  const met = Reflect.get(window, 'met') as Element[]
  const before = Reflect.get(window, 'before') as Element | null
  const isBack = Reflect.get(window, 'isBack') === true
  if (!met.includes(stop)) met.push(stop)
  Object.assign(window, { before: stop })

  const text = (element: Element | null | undefined): string =>
    (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
  const named = (stop.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => text(document.getElementById(id)))
    .join(' ')
    .trim()
  const labels = [...((Reflect.get(stop, 'labels') as NodeListOf<Element> | undefined) ?? [])]
  const name =
    named || (stop.getAttribute('aria-label') ?? '') || text(labels[0]) || text(stop) || ''
  const wrong: string[] = []
  if (name === '') wrong.push('has no name')
  if (stop.closest('[aria-hidden=true]')) wrong.push('is hidden from who listens')

  /** What of the page an element can be seen in: the window, less what scrolls or cuts it off. */
  const frameOf = (element: Element) => {
    const seen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(one)
      const { left, top, right, bottom } = one.getBoundingClientRect()
      if (overflowX !== 'visible') {
        seen.left = Math.max(seen.left, left)
        seen.right = Math.min(seen.right, right)
      }
      if (overflowY !== 'visible') {
        seen.top = Math.max(seen.top, top)
        seen.bottom = Math.min(seen.bottom, bottom)
      }
      if (position === 'fixed') break
    }
    return seen
  }
  /** What draws the ring: itself, or the card around a choice. */
  const ringed = [stop, stop.closest('.choice')].find(
    (one) => one && getComputedStyle(one).outlineStyle !== 'none',
  )
  const box = (ringed ?? stop).getBoundingClientRect()
  const { outlineOffset, outlineWidth, outlineColor } = getComputedStyle(ringed ?? stop)
  const [offset, width] = [Number.parseFloat(outlineOffset), Number.parseFloat(outlineWidth)]
  const out = ringed ? offset + width : 0
  const seen = frameOf(ringed ?? stop)
  const cut = (from: number, to: number, least: number, most: number): boolean => {
    const [isBefore, isAfter] = [from - out < least - 1, to + out > most + 1]
    // What is larger than the window shows one of its ends.
    return to - from + 2 * out > most - least
      ? isBefore && isAfter && to <= least
      : isBefore || isAfter
  }
  const isCut =
    cut(box.left, box.right, seen.left, seen.right) ||
    cut(box.top, box.bottom, seen.top, seen.bottom)
  if (box.width < 4 || box.height < 4) wrong.push('cannot be seen')
  else if (isCut) wrong.push('is not whole in sight')

  const [middle, inner] = [(box.left + box.right) / 2, Math.min(box.height / 2, 6)]
  // Of what is taller than the half of the window one end is enough.
  const ends = [box.top + inner, box.bottom - inner].filter((y) => y > seen.top && y < seen.bottom)
  for (const y of box.height > innerHeight / 2 ? ends.slice(0, 1) : ends) {
    const hit = document.elementFromPoint(middle, y)
    const isFree =
      hit === null ||
      hit.contains(stop) ||
      stop.contains(hit) ||
      ringed?.contains(hit) ||
      labels.some((label) => label.contains(hit))
    if (!isFree) wrong.push(`lies under ${hit.className || hit.tagName}`)
  }

  const light = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((one) => {
      const share = Number(one) / 255
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const groundOf = (element: Element | null): string => {
    const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)'
    return element && /rgba\(.*, 0(\.\d+)?\)|transparent/.test(color)
      ? groundOf(element.parentElement)
      : color
  }
  if (ringed) {
    const ground = groundOf(offset < 0 ? ringed : ringed.parentElement)
    const [dark, bright] = [light(outlineColor), light(ground)].sort((a, b) => a - b)
    const contrast = ((bright ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
    if (contrast < 3) wrong.push(`has a ring that hardly shows (${contrast.toFixed(1)})`)
  } else wrong.push('has the focus and does not show it')

  const areaOf = (element: Element) => element.closest('nav, [role=dialog], main, .toasts, .skip')
  if (before?.isConnected && !isBack && areaOf(before) === areaOf(stop) && !before.contains(stop)) {
    const [last, next] = [before.getBoundingClientRect(), stop.getBoundingClientRect()]
    const isAbove = next.bottom <= last.top + 4
    const isBelow = next.top >= last.bottom - 4
    // A column beside may begin further up.
    if (isAbove && next.left < last.right - 4) wrong.push(`stands above what came before it`)
    if (!isAbove && !isBelow && next.left < last.left - 4)
      wrong.push('stands before what came before it')
  }
  const isEarlier = before !== null && (before.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING) > 0 // prettier-ignore
  const isRound = before?.isConnected === true && before !== stop && isEarlier !== isBack
  const isDate = ['date', 'time'].includes(stop.getAttribute('type') ?? '')
  const what = isDate ? 'date' : (stop.getAttribute('role') ?? stop.tagName.toLowerCase())
  return {
    name: name.slice(0, 80),
    what,
    at: met.indexOf(stop),
    isRound,
    hasRing: ringed !== undefined,
    wrong,
  }
}
