/** The HMAC-SHA256 of a text under another, in hexadecimal digits. */
export async function signatureOf(secret: string, text: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret, 'sign'), spell(text))
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Compared by the platform, in a time that says nothing. */
export async function isSignedBy(
  secret: string,
  text: string,
  signature: string,
): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false
  const mac = Uint8Array.from({ length: 32 }, (_, at) => parseInt(signature.slice(2 * at, 2 * at + 2), 16)) // prettier-ignore
  return crypto.subtle.verify('HMAC', await keyOf(secret, 'verify'), mac, spell(text))
}

const keyOf = (secret: string, use: 'sign' | 'verify') =>
  crypto.subtle.importKey('raw', spell(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [use])
const spell = (text: string) => Uint8Array.from(new TextEncoder().encode(text))
