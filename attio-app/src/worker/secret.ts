import { err, ok, type Result } from '../../../shared/result.ts'

/** Which Worker, and by which key. */
export type Account = { readonly address: string; readonly key: string }

/**
 * An app has one secret for a connection, but everybody runs their own Worker: so the secret carries both, as
 * `https://worker-address/#key`. The error is a sentence.
 */
export function readSecret(secret: string): Result<Account, string> {
  const found = parse(secret.trim())
  const key = found?.hash.slice(1) ?? ''
  if (found === null || !/^dsp_[\w-]+$/.test(key)) return err(SHAPE)
  const isHere = ['localhost', '127.0.0.1'].includes(found.hostname)
  if (found.protocol === 'https:' || (found.protocol === 'http:' && isHere))
    return ok({ address: found.origin, key })
  return err(
    'The address of DataSync must begin with https://, so that nobody can read the key on its way.',
  )
}

const SHAPE =
  'This is not a DataSync key for Attio. It looks like https://sync.example.com/#dsp_…: copy it whole from DataSync, under Settings, API keys.'

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
