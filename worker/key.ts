/** Access keys: `dsp_<workspace id>_<random>`. The id says where to look; only a hash of the whole is ever stored. */

const KEY = /^dsp_([A-Za-z0-9]{1,40})_[A-Za-z0-9]{20,80}$/

export const spellKey = (workspaceId: string, random: string): string =>
  `dsp_${workspaceId}_${random}`

/** The workspace a key says it belongs to, or null where this is no key. Says nothing about whether it is valid. */
export const workspaceOf = (key: string): string | null => KEY.exec(key)?.[1] ?? null

/** SHA-256 of a text, in hex. Enough for our keys, which are long and random. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const view = new DataView(digest)
  let hex = ''
  // Four bytes at a time: every piece of the text is something to be tidied up.
  for (let at = 0; at < digest.byteLength; at += 4)
    hex += view.getUint32(at).toString(16).padStart(8, '0')
  return hex
}
