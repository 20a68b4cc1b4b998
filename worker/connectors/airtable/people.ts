import { type Element, elements, isMany, isParts, type Value } from '../../../shared/value.ts'

/**
 * People as answers have named them. A collaborator may be written by email and comes back by id as well: only who was
 * seen once can be foretold.
 */
export class People {
  readonly #byEmail = new Map<string, Element>()

  learnFrom(value: Value): void {
    for (const person of elements(value)) {
      const email = emailOf(person)
      if (email && isParts(person) && typeof person['id'] === 'string')
        this.#byEmail.set(email, person)
    }
  }

  /** The same value, with the people in it as they come back. */
  complete(value: Value): Value {
    if (isMany(value)) return value.map((one) => this.#known(one))
    return value === null ? null : this.#known(value)
  }

  #known(element: Element): Element {
    const isNamed = isParts(element) && typeof element['id'] === 'string'
    return (isNamed ? undefined : this.#byEmail.get(emailOf(element) ?? '')) ?? element
  }
}

function emailOf(element: Element): string | null {
  const email = isParts(element) ? element['email'] : null
  return typeof email === 'string' ? email.toLowerCase() : null
}
