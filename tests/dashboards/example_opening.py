"""Rich examples of the page of the contracts."""

from dashboards.opening.context import ContractList, ContractStep, OpeningForm
from dashboards.parts import Trouble

FORM = OpeningForm(
    reference="ACME-2026-01",
    provider="Chengdu Contact Services",
    queues="billing, 账单热线",
    starts="2026-02-01",
    last="2026-01-31",
    every="quarter",
    currency="CNY",
    timezone="Asia/Shanghai",
    start="own",
    text="schema: 1",
)
CONTRACTS = ContractList(
    organisation="Acme Bank",
    lines=(
        ContractStep("ACME-2026-01", "Chengdu Contact Services", "Acme Bank", "", "/contracts/1"),
        ContractStep("ACME-2026-02", "Harbor Voice", "Acme Bank", "report", "/contracts/2"),
        ContractStep("ACME-2026-03", "Baltic Voice", "Acme Bank", "terms", "/contracts/3"),
    ),
    form=FORM,
    currencies=("CNY", "EUR"),
    zones=("Asia/Shanghai", "Europe/Riga"),
    more_href="/contracts?cursor=x",
    wrong="last",
    trouble=Trouble("The last day comes before the first."),
)
NO_CONTRACT = ContractList("Acme Bank", (), OpeningForm(), ("CNY",), ("Asia/Shanghai",))
NO_CONTRACT_READER = ContractList("Acme Bank", (), None)
