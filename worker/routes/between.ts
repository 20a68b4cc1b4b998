/** A span of time, as the wire says it (ISO 8601) and as objects are asked for it (ms since 1970). */
export const between = ({ from, to }: { from?: string | undefined; to?: string | undefined }) => ({
  from: from === undefined ? undefined : Date.parse(from),
  to: to === undefined ? undefined : Date.parse(to),
})
