/** The HMAC-SHA256 of a text under another, in hexadecimal digits: who knows the secret wrote it. */
export async function signatureOf(secret: string, text: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', spell(secret), algorithm, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, spell(text))
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const spell = (text: string) => Uint8Array.from(new TextEncoder().encode(text))
