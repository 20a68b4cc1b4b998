import { useQuery } from '@tanstack/react-query'
import type { Client } from '../../../shared/api/client.ts'
import type { FieldMappingList } from '../../../shared/api/mapping.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { take } from './questions.ts'

/** Every pair of fields of a sync. */
export const useMappings = (client: Client, configId: string | null, everyMs?: number) =>
  useQuery<FieldMappingList, Problem>(
    ['mappings', configId],
    () => take(client.fieldMappings(configId ?? '')),
    { enabled: configId !== null, staleTime: 60_000, refetchInterval: everyMs ?? false },
  )
