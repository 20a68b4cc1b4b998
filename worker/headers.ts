/** What every answer tells a browser of itself, so that it does no more with it than it must. */
export const HEADERS = {
  crossOriginResourcePolicy: 'cross-origin',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: 'max-age=63072000; includeSubDomains',
  xFrameOptions: 'DENY',
} as const
export const NOTHING_ELSE = {
  defaultSrc: ["'none'"],
  styleSrc: ["'unsafe-inline'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

/** The same for an answer of the API, as its headers. */
export const API_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': HEADERS.crossOriginResourcePolicy,
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
  'origin-agent-cluster': '?1',
  'referrer-policy': HEADERS.referrerPolicy,
  'strict-transport-security': HEADERS.strictTransportSecurity,
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': HEADERS.xFrameOptions,
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
} as const
