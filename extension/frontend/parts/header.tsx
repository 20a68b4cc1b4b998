type Props = { readonly place: string; readonly onLeave?: (() => void) | undefined }

/** Who we are and where we are open. */
export const Header = ({ place, onLeave }: Props) => (
  <header className="header">
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 9h13l-3.5-3.5M20 15H7l3.5 3.5" />
    </svg>
    <div className="header-text">
      <h1>DataSync Pro</h1>
      <p className="quiet">{place}</p>
    </div>
    {onLeave ? (
      <button type="button" className="button button-quiet" onClick={onLeave}>
        Change key
      </button>
    ) : null}
  </header>
)
