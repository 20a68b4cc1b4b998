/** What a vendor sends out by itself: to whoever listens, late, twice, out of order or not at all, as its weather says. */
import type { Clock } from './clock.ts'
import { type Die, die } from './random.ts'

/** Carries one call to whoever it is addressed to; rejects where nobody can be reached. */
export type Deliver = (request: Request) => Promise<Response>

/** Milliseconds, and probabilities between 0 and 1 for each letter. */
export type PostWeather = {
  seed: number
  /** On its way for `delay` ± `jitter`. */
  delay: number
  jitter: number
  /** Held up for `lateMs` more, so that later ones overtake it. */
  late: number
  lateMs: number
  /** Arrives twice. */
  doubled: number
  /** Never arrives, and nobody notices. */
  lost: number
}

export const FAIR: PostWeather = {
  seed: 1,
  delay: 0,
  jitter: 0,
  late: 0,
  lateMs: 30_000,
  doubled: 0,
  lost: 0,
}

export type Letter = {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}
/** What came of one try: a status, or null where there was no answer in time. */
export type Tried = {
  readonly status: number | null
  readonly at: number
  readonly durationMs: number
}

/** The post office of one vendor. */
export class Post {
  weather: PostWeather
  readonly #clock: Clock
  readonly #deliver: Deliver | null
  #die: Die
  /** Letters on their way: none is left when the world is at rest. */
  under = 0

  constructor(clock: Clock, deliver: Deliver | null, weather: Partial<PostWeather> = {}) {
    this.#clock = clock
    this.#deliver = deliver
    this.weather = { ...FAIR, ...weather }
    this.#die = die(this.weather.seed)
  }

  change(weather: Partial<PostWeather>): void {
    this.weather = { ...this.weather, ...weather }
    if (weather.seed !== undefined) this.#die = die(weather.seed)
  }

  reset(): void {
    this.#die = die(this.weather.seed)
  }

  /** Try once. Whoever receives it may see it twice; who sends it hears of the first time. */
  async send(letter: Letter, timeoutMs: number): Promise<Tried> {
    const { delay, jitter, late, lateMs, doubled, lost } = this.weather
    // The number of throws per letter is fixed, so that a seed replays.
    const wobble = this.#die() * 2 - 1
    const isLate = this.#die() < late
    const isDoubled = this.#die() < doubled
    const isLost = this.#die() < lost
    const way = Math.max(0, delay + wobble * jitter) + (isLate ? lateMs : 0)
    this.under += 1
    try {
      await this.#clock.sleep(way)
      const at = this.#clock.now()
      if (isLost) return { status: 200, at, durationMs: 0 }
      if (isDoubled) void this.#again(letter, timeoutMs)
      const status = await this.#carry(letter, timeoutMs)
      return { status, at, durationMs: Math.round(this.#clock.now() - at) }
    } finally {
      this.under -= 1
    }
  }

  async #again(letter: Letter, timeoutMs: number): Promise<void> {
    this.under += 1
    await this.#clock.sleep(this.weather.lateMs)
    await this.#carry(letter, timeoutMs)
    this.under -= 1
  }

  async #carry({ url, headers, body }: Letter, timeoutMs: number): Promise<number | null> {
    if (this.#deliver === null) return null
    const request = new Request(url, { method: 'POST', headers: { ...headers }, body })
    const answer = this.#deliver(request).then(
      ({ status }) => status,
      () => null,
    )
    const tooLate = this.#clock.sleep(timeoutMs).then(() => null)
    return Promise.race([answer, tooLate])
  }
}
