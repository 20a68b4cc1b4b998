import './mark.css'

/** Our mark: two arrows that pass each other. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M4 9h13l-3.5-3.5M20 15H7l3.5 3.5" />
  </svg>
)
