import { ExternalLink } from 'lucide-react'
import { say } from '../words/say.ts'

type Props = { readonly code: string; readonly url: string }

/** The code that the page shows too, and the way there. */
export const SignInCode = ({ code, url }: Props) => (
  <>
    <p>{say.connections.code}</p>
    <p className="code">{code}</p>
    <a className="button button-strong" href={url} target="_blank" rel="noopener noreferrer">
      <ExternalLink size={16} aria-hidden="true" />
      {say.connections.openPage}
    </a>
    <p className="quiet">{say.connections.waiting}</p>
  </>
)
