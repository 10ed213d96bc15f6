// Plain text for the page: everything escaped, web addresses made clickable. Linear in the length of the text.
import { type Html, html } from '../web/html.ts'

const WEB_ADDRESS = /(https?:\/\/[^\s<>"'`]{1,2000})/

export function linkText(text: string): Html {
  return html`${text.split(WEB_ADDRESS).map((piece, index) => (index % 2 === 0 ? piece : link(piece)))}`
}

function link(piece: string): Html {
  // The full stop that ends a sentence is no part of the address.
  const end = /[.,;:!?)\]}]*$/.exec(piece.slice(-8))?.[0] ?? ''
  const address = piece.slice(0, piece.length - end.length)
  return html`<a href="${address}" target="_blank" rel="noopener noreferrer nofollow">${address}</a>${end}`
}
