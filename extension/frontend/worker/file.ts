import { useMutation } from '@tanstack/react-query'
import type { Sent } from '../../../shared/api/client.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { useToast } from '../parts/toast.tsx'
import { say } from '../words/say.ts'
import { saveFile } from './download.ts'
import { fileFrom } from './send.ts'
import { useSignedIn } from './signed-in.tsx'

type Wanted = { readonly request: Sent; readonly name: string }

/** Fetches a file with the key that a link could not carry, and hands it to the browser. */
export function useFile(): { readonly fetch: (wanted: Wanted) => void; readonly isBusy: boolean } {
  const { address } = useSignedIn()
  const { toast } = useToast()
  const fetching = useMutation<string, Problem, Wanted>(
    async ({ request, name }) => {
      const file = await fileFrom(address, request)
      if (!file.ok) throw file.error
      saveFile(name, file.value)
      return name
    },
    {
      onSuccess: (name) => toast({ says: say.history.exported(name), tone: 'good' }),
      onError: (problem) => toast({ says: problem.message, tone: 'bad' }),
    },
  )
  return { fetch: fetching.mutate, isBusy: fetching.isLoading }
}
