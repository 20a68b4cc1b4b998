import { forget } from '../../worker/memory.ts'

/** Leaves nothing of the workspace's syncs behind. Never fails: a refusal here would keep the connection alive. */
export default async function connectionRemoved(): Promise<void> {
  await forget()
}
