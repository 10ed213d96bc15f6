// The policy that the demo writes into its folder and runs with: small enough to be read on one screen, and free to be edited while the
// demo runs. It lets the only secret of a portal message cross any hop (`link-over: any`), which the demo says aloud: without it those
// copies would be held, and no link would be there to click.

export const DEMO_POLICY = `policy: demo
mode: enforce

default:
  deliver: encrypted
  otherwise: portal
  portal:
    link-over: any

uninspectable:
  then:
    hold: "Could not be read"
  opaque:
    deliver: encrypted

rules:
  - id: phi
    title: "A patient identifier near a medical term"
    when:
      found: [us-ssn, mrn]
      near:
        found: [medical-term, icd-10]
        within: 300
    then:
      deliver: authenticated
      otherwise: portal
      portal:
        expires: 14d
        link-over: any

  - id: sender-asked
    title: "The sender wrote [secure]"
    when:
      subject:
        has: ["[secure]"]
    then:
      deliver: portal
      portal:
        expires: 14d
        link-over: any

  - id: bulk-ssn
    title: "Ten or more social security numbers"
    when:
      found: us-ssn
      min: 10
    then:
      hold: "Ten or more social security numbers"
      notify: [privacy@example-health.test]

  - id: card-number
    title: "A payment card number"
    when:
      found: credit-card
    then:
      reject: "Payment card numbers do not go by mail"

  - id: case
    title: "Mail of a Salesforce case"
    when:
      header:
        name: X-SFDC-EntityId
        matches: "^500"
    then:
      tag: [case]
`
