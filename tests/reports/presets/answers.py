"""Answers of the shape that each system's documentation gives, made for the tests: invented figures."""

import json
from typing import Any

M = 1_000_000


def as_bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def table(header: str, *rows: str) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def metric(name: str, value: float | None, *threshold: object) -> dict[str, Any]:
    limits = [dict(zip(("Comparison", "ThresholdValue"), threshold, strict=True))] if threshold else None
    return {"Metric": {"Name": name, **({"Threshold": limits} if limits else {})}, "Value": value}


def amazon_connect(start: object, end: object, queued: float = 217.0) -> bytes:
    figures = [
        metric("CONTACTS_QUEUED", queued),
        metric("CONTACTS_HANDLED", 204.0),
        metric("CONTACTS_ABANDONED", 13.0),
        metric("ABANDONMENT_RATE", 5.99),
        metric("SERVICE_LEVEL", 76.28, "LT", 20.0),
        metric("SUM_CONTACTS_ANSWERED_IN_X", 155.0, "LTE", 20.0),
        metric("SUM_CONTACTS_ANSWERED_IN_X", 150.0, "LT", 20.0),
        metric("AVG_QUEUE_ANSWER_TIME", 17.5),
        metric("AVG_ABANDON_TIME", None),
        metric("SUM_INTERACTION_TIME", 27336.0),
    ]
    row = {
        "Dimensions": {"QUEUE": "q-1", "CHANNEL": "VOICE"},
        "MetricInterval": {"Interval": "DAY", "StartTime": start, "EndTime": end},
        "Collections": figures,
    }
    return as_bytes({"MetricResults": [row]})


def genesys_cloud(*metrics: tuple[str, dict[str, object]]) -> bytes:
    data = {
        "interval": "2025-03-01T16:00:00.000Z/2025-03-02T16:00:00.000Z",
        "metrics": [{"metric": name, "stats": stats} for name, stats in metrics],
    }
    return as_bytes({"results": [{"group": {"mediaType": "voice", "queueId": "q-1"}, "data": [data]}]})


AVAYA = table(
    "Skill ID,Date,Skill   Name,Time,Interval,Calls offered,Calls answered,Calls ans within 10 secs,"
    "Calls ans within 20 secs,Avg speed of ans,Total handling time,ACD time,Hold ACD time,AUX out calls,"
    "AUX out time,ACW time,Total aban calls,Aban calls after 5 secs,Aban time,Flow in,Flow out",
    "7,2025-03-01,billing,09:00,30,20,17,9,14,12,3000,2400,60,0,0,540,3,2,75,0,0",
    "7,2025-03-01,billing,09:30,30,10,10,8,10,6,1500,1200,0,0,0,300,0,0,0,0,0",
)
FIVE9 = table(
    "Date,Time,Calls Inbound,Calls Handled,Calls Abandoned,Answer Rate %,Avg Handle Time (sec),"
    "Avg Wait Time (sec),Service Level %",
    "01/20/2025,9:00 AM,1000,910,90,91.0,240,18,81.2",
    "01/20/2025,9:30 AM,500,490,10,98.0,200,9,95.0",
)
THREE_CX = table(
    "Date,Queue,Total Handle Mins,Avg Handle Mins,Total Wait Mins,Avg Wait Mins,Total Abandoned Mins,"
    "Avg Abandoned Mins,Calls Answered,% Calls Answered,Calls Abandoned,% Calls Abandoned",
    "2025-03-01,billing,300,3.0,25.5,0.26,5.25,1.05,100,95.2,5,4.8",
)
TALKDESK = table(
    "Date,Queue,Inbound Contacts,Answered Contacts,Abandoned Contacts,Short Abandoned Contacts,"
    "Missed Contacts",
    "2025-03-01,billing,100,90,5,3,2",
)
HUAWEI = (
    "话务汇总报表\n报表类型：日报\n"
    "日期,请求服务数,人工呼入接通数,请求接通率(%),通话排队均长(秒),20秒内人工接通率(%),通话均长(秒),"
    "请求呼损数,请求呼损率(%)\n"
    "2025年03月01日,217,204,94.01,17,76.28,134,13,5.99\n合计,217,204,94.01,17,76.28,134,13,5.99\n"
).encode("gb18030")
EASEMOB = table(
    "日期,技能组,呼入量,应答量,20s应答率,应答率,放弃量,放弃率,总通话时长,登录时长",
    "2025-03-01,billing,100,90,80%,90%,10,10%,5:00:00,40:00:00",
)
ALIBABA = as_bytes(
    {
        "Code": "OK",
        "Data": [
            {
                "StatsTime": "1740790800000",
                "Inbound": {
                    "CallsQueued": "10",
                    "CallsHandled": "7",
                    "CallsAbandoned": "5",
                    "CallsAbandonedInQueue": "2",
                    "CallsAbandonedInRinging": "1",
                    "CallsAbandonedInIVR": "2",
                    "ServiceLevel20": "0.6",
                    "TotalWaitTime": "34",
                    "TotalTalkTime": "447",
                },
                "Outbound": {"CallsDialed": "4", "CallsAnswered": "3"},
            }
        ],
    }
)
ZENDESK = as_bytes(
    {
        "account_overview": {
            "average_time_to_answer": 12,
            "max_queue_wait_time": 95,
            "total_calls": 120,
            "total_calls_abandoned_in_queue": 4,
            "total_hold_time": 310,
            "total_inbound_calls": 100,
            "total_outbound_calls": 20,
            "total_wrap_up_time": 900,
        }
    }
)
TWILIO = as_bytes(
    {
        "avg_task_acceptance_time": 8,
        "start_time": "2025-02-28T16:00:00Z",
        "end_time": "2025-03-01T16:00:00Z",
        "tasks_entered": 50,
        "tasks_canceled": 5,
        "reservations_accepted": 45,
        "wait_duration_until_accepted": {"avg": 8, "min": 0, "max": 61, "total": 360},
        "wait_duration_until_canceled": {"avg": 20, "min": 2, "max": 40, "total": 100},
        "split_by_wait_time": {
            "20": {
                "above": {"tasks_canceled": 2, "reservations_accepted": 5},
                "below": {"tasks_canceled": 3, "reservations_accepted": 40},
            }
        },
    }
)
WEBEX = as_bytes(
    {
        "data": [
            {
                "intervalStartTime": 1740790800000 + 1800000 * slot,
                "queueId": "06ce",
                "queueName": "billing",
                "channelType": "telephony",
                "totalOfferedTasks": 9,
                "totalEnqueuedTasks": 7,
                "totalAssignedTasks": 0,
                "totalAcceptedTasks": 6,
                "totalRejectedTasks": 2,
                "totalAbandonedTasks": 1,
                "averageEnqueuedTime": 20349.12,
            }
            for slot in (0, 1)
        ]
    }
)
RINGCENTRAL = as_bytes(
    {
        "data": {
            "groupedBy": "Queues",
            "records": [
                {
                    "key": "101",
                    "info": {"name": "billing", "extensionNumber": "7"},
                    "points": [
                        {
                            "time": f"2025-03-0{day}T00:00:00+08:00",
                            "counters": {
                                "allCalls": {"valueType": "Instances", "values": 20},
                                "callsByResponse": {
                                    "valueType": "Instances",
                                    "values": {"answered": 18, "notAnswered": 2},
                                },
                                "callsByResult": {"valueType": "Instances", "values": {"abandoned": 2}},
                                "callsByQueueSla": {"valueType": "Instances", "values": {"inSla": 15}},
                            },
                        }
                        for day in (1, 2)
                    ],
                }
            ],
        }
    }
)
CXONE = table(
    "Contact_ID,Media_Name,Skill_Name,Start_Date,Start_Time,PreQueue,InQueue,Agent_Time,Abandon,ACW_Seconds",
    "1,Phone,billing,03/14/2025,09:01:10,5,12,180,N,30",
    "2,Phone,billing,03/14/2025,09:10:00,4,25,0,Y,0",
    "3,Phone,billing,03/14/2025,09:40:59,6,20,60,N,10",
)
QUEUE_LOG = (
    b"1740790800|c1|billing|NONE|ENTERQUEUE||100|1\n"
    b"1740790815|c1|billing|A1|CONNECT|15|x|3\n"
    b"1740790900|c1|billing|A1|COMPLETECALLER|15|85|1\n"
    b"1740790820|c2|billing|NONE|ENTERQUEUE||101|1\n"
    b"1740790850|c2|billing|NONE|ABANDON|1|1|30\n"
)
