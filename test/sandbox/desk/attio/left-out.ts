/** Every value of the SDK is either in the host or here: a new one in the SDK fails the type check until it is placed. */
import type * as Sdk from 'attio/client'
import type * as host from './client.tsx'

/** What the host leaves out: deprecated, experimental, or not used by our app. */
type LeftOut =
  | 'Avatar'
  | 'Column'
  | 'Divider'
  | 'Experimental_AttioLink'
  | 'Experimental_Card'
  | 'Experimental_Chart'
  | 'Experimental_EmptyState'
  | 'Experimental_Grid'
  | 'Experimental_Stack'
  | 'Json'
  | 'Row'
  | 'StatusBadge'
  | 'experimental_Destinations'
  | 'experimental_navigate'
  | 'getWorkspaceSettings'
  | 'runQuery'
  | 'setWorkspaceSetting'
  | 'showIframe'
  | 'useQuery'
  | 'useWorkspaceSettings'
  | 'useWorkspaceSettingsForm'

type Missing = Exclude<keyof typeof Sdk, keyof typeof host>
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never

export const isWhole: Same<Missing, LeftOut> = true
