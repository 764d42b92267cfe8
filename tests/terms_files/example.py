"""One terms file that uses every key there is, and small ways to alter it."""

FULL = """\
schema: 1
contract: ACME-2026-01
client: Acme Bank
provider: 成都联络服务
currency: CNY
timezone: Asia/Shanghai
starts: 2026-01-01
ends: 2029-01-01
signed: 2025-12-10
effective: 2026-01-01
cut: split
period: {every: month, first_day: 16}
queues:
  billing: {title: 账单热线}
  renewals: {title: 续约外呼, direction: outbound}
measures:
  letters_sent: {title: letters sent, unit: count, adds: sum}
  letters_due: {title: letters due}
metrics:
  letters: {formula: "min(letters_sent / letters_due, 1)", unit: ratio, direction: higher}
reports: {missing: no_data, incomplete: provisional}
measured_by: client
charges: {fixed: "250000.00", stated_by: client}
at_risk: 12%
pools: {operations: 60%, quality: 40%}
caps: {period: 12%}
targets:
  - id: service-level
    title: Answered in time
    clause: Schedule 3, 2.1
    metric: service_level
    with: {threshold: 20s, short: 5s, variant: short_abandons_removed}
    queues: [billing]
    channels: [voice]
    segments: [gold]
    expected: ">= 80%"
    minimum: ">= 75%"
    weight: 40
    between: linear
    round: {digits: 2, mode: half_even}
    remedy: {kind: pool, pool: operations, allocation: 40%, pays_on: minimum}
  - id: abandonment
    metric: abandonment_rate
    expected: "<= 5%"
    remedy:
      kind: bands
      bands:
        - {over: 8%, amount: "5000"}
        - {over: 5%, at_most: 8%, amount: 2500.50}
        - {at_least: 1.5%, at_most: 5%, amount: "0"}
        - {under: 1.5%, bonus: "2500"}
  - id: letters
    metric: letters
    expected: 90% to 100%
"""


def changed(old: str, new: str) -> str:
    assert FULL.count(old) == 1, old
    return FULL.replace(old, new)
