import type { Clock } from './clock.ts'

/** One who asks and waits for the answer. */
type Waiting<Q, A> = {
  readonly question: Q
  answered(answer: A): void
  failed(fault: unknown): void
}
/** Those who ask the same object, and until when (our clock) the first of them is sure to have asked for all. */
type Group<Q, A> = { readonly those: Waiting<Q, A>[]; readonly until: number }

/** So long (ms) somebody waits for who asks for them, and who may have hung up, before they ask by themselves. */
const PATIENCE_MS = 1_000
const LATE = Symbol('late')

/**
 * Questions to objects: those to one object that are there in the same turn of the runtime go in one call, since a call costs it
 * more than most answers do. The first who asks waits until all that is ready was taken up, and asks for all. Who comes
 * after the call was made goes with the next one, and is told nothing of before they asked.
 */
export function openTogether<Q, A>(
  clock: Clock,
  ask: (object: string, questions: readonly Q[]) => Promise<readonly A[]>,
) {
  const groups = new Map<string, Group<Q, A>>()

  async function alone(object: string, question: Q): Promise<A> {
    const [answer] = await ask(object, [question])
    return answer!
  }

  async function answer(object: string, those: readonly Waiting<Q, A>[]): Promise<void> {
    try {
      const answers = await ask(
        object,
        those.map(({ question }) => question),
      )
      for (const [i, { answered }] of those.entries()) answered(answers[i]!)
    } catch {
      // What somebody else asked, or how much all of them did, must fail nobody.
      await Promise.all(those.map((one) => alone(object, one.question).then(one.answered, one.failed))) // prettier-ignore
    }
  }

  return async (object: string, question: Q): Promise<A> => {
    // A promise of its own for each: the platform goes on with it as their request, not as that of who asked for all.
    const { promise, resolve: answered, reject: failed } = Promise.withResolvers<A>()
    const one = { question, answered, failed }
    const [known, now] = [groups.get(object), clock.now()]
    if (known && now < known.until) {
      known.those.push(one)
      // The platform takes a request that waits for nothing but another one for one that hangs: a clock of its own tells them apart.
      const heard = await Promise.race([promise, clock.sleep(PATIENCE_MS).then(() => LATE)])
      return heard === LATE ? alone(object, question) : (heard as A)
    }
    const group = { those: [one], until: now + PATIENCE_MS }
    groups.set(object, group)
    await clock.sleep(0)
    if (groups.get(object) === group) groups.delete(object)
    await answer(object, group.those)
    return promise
  }
}
