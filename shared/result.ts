/** Something that was tried: either it worked and here is the value, or it did not and here is why. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | Refused<E>
export type Refused<E> = { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value })
export const err = <E>(error: E): Refused<E> => ({ ok: false, error })
