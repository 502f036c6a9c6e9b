"use client";

import { Component, type ReactNode } from "react";

/** One part that fails blanks itself and says so; the rest of the page stays. */
export class PanelErrorBoundary extends Component<{ what: string; children: ReactNode }, { hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <section role="alert" className="border-line border-y py-3">
        <p>
          <span className="text-bad">✕ {this.props.what} could not be drawn.</span> The rest of the page is unaffected.
        </p>
        <button type="button" className="text-accent underline" onClick={() => this.setState({ hasFailed: false })}>
          Draw it again
        </button>
      </section>
    );
  }
}
