import { showToast } from './overlays.tsx'

type Context = {
  readonly processedRecords: number
  readonly totalRecords: number
  readonly batchSize: number
  readonly batchIndex: number
  readonly totalBatches: number
  readonly lastBatchSize: number
}
type Told = { readonly title?: string; readonly text?: string } | undefined | void
type Hook = (context: Context, error?: unknown) => Told | Promise<Told>
type Options = {
  readonly batchSize: number
  readonly onStart?: Hook
  readonly onProgress?: Hook
  readonly onComplete?: Hook
  readonly onError?: Hook
}
const MOST = 250

/** `runRecordBatches` of these records: one batch after the other, under one toast whose words the hooks give. */
export const runBatches =
  (recordIds: readonly string[]) =>
  async (options: Options, worker: (batch: { recordIds: string[] }) => Promise<unknown>) => {
    const { batchSize } = options
    if (batchSize > MOST) throw new Error(`a batch may hold ${MOST} records at most`)
    const totalBatches = Math.ceil(recordIds.length / batchSize)
    const context = (processedRecords: number, batchIndex: number): Context => ({
      processedRecords,
      totalRecords: recordIds.length,
      batchSize,
      batchIndex,
      totalBatches,
      lastBatchSize: recordIds.length % batchSize || batchSize,
    })
    const toast = await showToast({ variant: 'neutral', title: 'Running…', progress: 0, durationMs: 600_000 })
    const tell = async (told: Told | Promise<Told>, more: { variant?: string; progress?: number; durationMs?: number }) =>
      toast.updateToast({ ...(await told), ...more })
    await tell(options.onStart?.(context(0, 0)), {})
    const results: unknown[] = []
    for (let index = 0; index < totalBatches; index++) {
      const done = Math.min(recordIds.length, (index + 1) * batchSize)
      try {
        results.push(await worker({ recordIds: recordIds.slice(index * batchSize, done) }))
      } catch (error) {
        await tell(options.onError?.(context(index * batchSize, index), error), { variant: 'error', durationMs: 8_000 })
        return { success: false, partialResults: results, error }
      }
      await tell(options.onProgress?.(context(done, index)), { progress: Math.round((done / recordIds.length) * 100) })
    }
    await tell(options.onComplete?.(context(recordIds.length, totalBatches - 1)), { variant: 'success', progress: 100, durationMs: 4_000 })
    return { success: true, results }
  } // prettier-ignore
