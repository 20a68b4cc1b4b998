import { say } from '../words/say.ts'
import { Mark } from './mark.tsx'

/** Who we are and where we are open. */
export const Header = ({ place }: { readonly place: string }) => (
  <header className="header">
    <Mark />
    <div className="header-text">
      <h1>{say.shell.product}</h1>
      <p className="quiet">{place}</p>
    </div>
  </header>
)
