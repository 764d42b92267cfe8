"""Sources as they are set up for three systems: published with the API, and pulled by the tests."""

from typing import Any

AMAZON_CONNECT: dict[str, Any] = {
    "name": "Amazon Connect, days by queue",
    "url": "https://connect-gateway.example/metrics/data",
    "method": "POST",
    "credentials": {"kind": "api_key", "name": "X-Api-Key", "value": "the-key-of-your-gateway"},
    "body": {
        "ResourceArn": "arn:aws:connect:eu-central-1:123456789012:instance/1a2b3c4d",
        "StartTime": "{start_s}",
        "EndTime": "{end_s}",
        "Interval": {"IntervalPeriod": "DAY", "TimeZone": "{zone}"},
        "Filters": [{"FilterKey": "QUEUE", "FilterValues": ["q-1"]}],
        "Groupings": ["QUEUE", "CHANNEL"],
        "Metrics": [
            {"Name": "CONTACTS_QUEUED"},
            {"Name": "CONTACTS_HANDLED"},
            {"Name": "CONTACTS_ABANDONED"},
            {
                "Name": "SUM_CONTACTS_ANSWERED_IN_X",
                "Threshold": [{"Comparison": "LTE", "ThresholdValue": 20}],
            },
        ],
        "MaxResults": 100,
    },
    "paging": {"kind": "cursor", "cursor": "NextToken", "into": "body", "name": "NextToken"},
    "cron": "15 6 * * *",
    "mapping": {
        "preset": "amazon-connect",
        "key": {"queue": {"from": "Dimensions.QUEUE", "names": {"q-1": "billing"}}},
    },
}
GENESYS_CLOUD: dict[str, Any] = {
    "name": "Genesys Cloud, half-hours",
    "url": "https://api.mypurecloud.example/api/v2/analytics/conversations/aggregates/query",
    "method": "POST",
    "credentials": {
        "kind": "oauth2",
        "token_url": "https://login.mypurecloud.example/oauth/token",
        "client_id": "05f1c285-6777-4d2c-9d10-000000000000",
        "client_secret": "the-secret-of-the-client",
    },
    "body": {
        "interval": "{start_utc}/{end_utc}",
        "granularity": "PT30M",
        "timeZone": "{zone}",
        "groupBy": ["queueId", "mediaType"],
        "metrics": ["nOffered", "tAnswered", "tAbandon", "tTalkComplete", "tHeldComplete", "tAcw"],
    },
    "window": "day",
    "every_minutes": 60,
    "mapping": {
        "preset": "genesys-cloud",
        "key": {"queue": {"from": "group.queueId", "names": {"q-1": "billing"}}},
    },
}
HUAWEI_CLOUD: dict[str, Any] = {
    "name": "华为云联络中心, 话务汇总报表",
    "url": "https://cec-gateway.example/reports/summary?from={start}&to={last}",
    "credentials": {"kind": "api_key", "name": "X-App-Key", "value": "the-key-of-the-application"},
    "headers": {"Accept-Language": "zh-CN"},
    "paging": {"kind": "page", "name": "pageNum"},
    "look_back": 2,
    "cron": "0 7 * * 1-5",
    "mapping": {"preset": "huawei-cec"},
}
EXAMPLES = [AMAZON_CONNECT, GENESYS_CLOUD, HUAWEI_CLOUD]
