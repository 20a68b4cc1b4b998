import { Component, type ReactNode } from 'react'

type Props = { readonly children: ReactNode }

/** A surface of an app that fails is shown as failed, and the page around it stands. */
export class Boundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }
  static getDerivedStateFromError(error: Error) {
    return { error }
  }
  override render() {
    const { error } = this.state
    return error === null ? this.props.children : <p role="alert">{error.message}</p>
  }
}
