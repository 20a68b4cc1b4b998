/** Time as the product sees it: handed in, so that a test may run it fast or stop it. Milliseconds since 1970. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> }
