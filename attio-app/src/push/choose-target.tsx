import { DialogList, showDialog } from 'attio/client'
import type { Target } from './target.ts'

/** Asks a person which table is meant; null where they close it. */
export async function chooseTarget(targets: readonly Target[]): Promise<Target | null> {
  let chosen: Target | null = null
  await showDialog({
    title: 'Push to which table?',
    Dialog: ({ hideDialog }) => (
      <DialogList emptyState="There is no table to push to.">
        {targets.map((target) => (
          <DialogList.Item
            key={`${target.configId} ${target.entityType}`}
            icon="Table"
            actionLabel="Push"
            onTrigger={() => {
              chosen = target
              hideDialog()
            }}
          >
            {target.name}
          </DialogList.Item>
        ))}
      </DialogList>
    ),
  })
  return chosen
}
