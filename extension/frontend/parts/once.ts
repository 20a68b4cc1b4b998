/** A fresh idempotency key: a click that is sent twice starts one run. */
export const once = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
