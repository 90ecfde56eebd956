// Shows what needs passkeys only where the browser has them, and says in words when a key did not answer.
// The exchange with the key itself is django-allauth's (mfa/js/webauthn.js).
(function () {
  const able = Boolean(window.PublicKeyCredential)
  document.querySelectorAll('[data-hub-passkeys]').forEach(part => { part.hidden = !able })
  document.querySelectorAll('[data-hub-no-passkeys]').forEach(part => { part.hidden = able })
  document.addEventListener('allauth.error', event => {
    event.preventDefault()
    document.querySelectorAll('[data-hub-passkey-failed]').forEach(note => {
      note.hidden = false
      note.focus()
    })
  })
})()
