"""The metrics of the trade as text that anybody can check (domain.md §4).

    name | title | unit | direction that is better | source (COPC and ICMI where none is named)
      definition
      variant = formula                  (* marks the variant that counts when the terms name none)
      variant = formula ; procedure      (which works out the names that are no measures)

A metric with one formula has no name for it. ``{T}`` stands for the threshold and ``{S}`` for the
short-abandon limit that the terms agree, in seconds; ``{HANDLING}`` for talking, holding and after-call work.
"""

TEXT = """
service_level | Service level | ratio | higher | ICMI, “Service level: eight ways”; ITU-T E.423
  Share of calls answered within the threshold; six ways to count the abandoned ones are in use
  abandons_in_time_count = (answered_within_{T}s + abandoned_within_{T}s) / (answered + abandoned)
  answered_only = answered_within_{T}s / answered
  all_abandons_count_against = answered_within_{T}s / (answered + abandoned)
  late_abandons_count_against = answered_within_{T}s / (answered + abandoned - abandoned_within_{T}s)
  short_abandons_count = (answered_within_{T}s + abandoned_within_{S}s) / (answered + abandoned)
  short_abandons_removed = answered_within_{T}s / (answered + abandoned - abandoned_within_{S}s)
abandonment_rate | Abandonment rate | ratio | lower
  Share of offered calls that the caller gave up; short abandons counted, or removed from both sides
  * short_abandons_count = abandoned / offered
  short_abandons_removed = (abandoned - abandoned_within_{S}s) / (offered - abandoned_within_{S}s)
average_speed_of_answer | Average speed of answer | seconds | lower
  Waiting time of answered calls, per answered call or per call received
  * per_answered = wait_seconds / answered
  per_received = wait_seconds / offered
longest_wait | Longest wait | seconds | lower
  The longest time that a caller waited
  = longest_wait_seconds
average_handle_time | Average handle time | seconds | lower
  Talking, holding and after-call work per handled call
  * talk_hold_wrap = (talk_seconds + hold_seconds + wrap_seconds) / handled
  talk_wrap = (talk_seconds + wrap_seconds) / handled
  talk_only = talk_seconds / answered
connect_rate | Connect rate | ratio | higher
  Inbound: answered of offered; outbound: connected of dials
  * inbound = answered / offered
  outbound = connected / dials
blocked_rate | Blocked rate | ratio | lower
  Calls turned away of all that tried
  = blocked / (offered + blocked)
callback_rate | Callback completion | ratio | higher
  Callbacks made of callbacks asked for
  = callbacks_completed / callbacks_requested
first_contact_resolution | First-contact resolution | ratio | higher
  Contacts resolved the first time: of all handled (gross), or of those that could be (net)
  gross = resolved_first_contact / handled
  * net = resolved_first_contact / resolvable
repeat_contact_rate | Repeat contacts | ratio | lower
  Contacts on a matter that was raised before, of all handled; how far back is the terms' look-ahead
  = repeat_contacts / handled
misdirected_rate | Misdirected calls | ratio | lower
  Calls that belonged elsewhere, of all offered
  = misdirected / offered
transfer_rate | Transfer rate | ratio | lower
  Calls passed on, of all handled or of all answered
  * standard = transferred / handled
  of_answered = transferred / answered
occupancy | Occupancy | ratio | neither
  Handling time of the time handling or ready, or of the whole time signed in
  * standard = ({HANDLING}) / ({HANDLING} + ready_seconds)
  of_staffed = ({HANDLING}) / staffed_seconds
agent_availability | Agent availability | ratio | higher
  Ready time of signed-in time
  = ready_seconds / staffed_seconds
schedule_adherence | Schedule adherence | ratio | higher
  Time worked as scheduled of time scheduled
  = adherent_seconds / scheduled_seconds
productivity | Productivity | number | higher
  Contacts handled per full-time agent, or per staffed hour
  per_full_time_agent = handled / full_time_agents ; full_time_agents
  per_staffed_hour = handled * 3600 / staffed_seconds
attrition | Attrition | ratio | lower | ISO 30414 (turnover rate); annualised by days, 365 to a year
  People who left of the mean number employed, brought to a year; or as it is in the period
  * annualised = leavers * 365 / (headcount * days) ; days_over
  in_the_period = leavers / headcount
roster_wishes_rate | Roster wishes met | ratio | higher
  Shift wishes met of shift wishes made
  = roster_wishes_met / roster_wishes
training_per_head | Training per head | number | higher | ISO 30414 (training hours per employee)
  Hours of training per person employed
  = trained_hours / headcount
forecast_error | Forecast error (WAPE) | ratio | lower | Kolassa and Schütz in Foresight 6, 2007
  By how much the forecast of calls missed, cell by cell, so that errors do not cancel out
  * of_actual = absolute_error / actual ; call_forecast
  of_forecast = absolute_error / forecast ; call_forecast
workload_forecast_error | Workload forecast error | ratio | lower | Kolassa and Schütz in Foresight 6, 2007
  By how much the forecast of handling time missed, cell by cell
  * of_actual = absolute_error / actual ; work_forecast
  of_forecast = absolute_error / forecast ; work_forecast
quality_score | Quality score | ratio | higher
  Points reached of points possible in quality evaluations
  = evaluation_points / evaluation_points_possible
critical_error_accuracy | Critical error accuracy | ratio | higher
  Evaluations without a critical error
  = (evaluations - critical_errors) / evaluations
customer_satisfaction | Customer satisfaction | ratio | higher
  Satisfied answers of all answers
  = surveys_satisfied / surveys_answered
net_promoter_score | Net promoter score | ratio | higher | Reichheld, “The One Number You Need to Grow”, 2003
  Promoters less detractors of all answers
  = (promoters - detractors) / surveys_answered
survey_response_rate | Survey response rate | ratio | higher
  Surveys answered of surveys sent
  = surveys_answered / surveys_sent
complaint_rate | Complaint rate | ratio | lower
  Complaints per handled contact
  = complaints / handled
complaints_on_time_rate | Complaints closed in time | ratio | higher | ISO 10002
  Complaints closed in time of all complaints
  = complaints_on_time / complaints
escalated_complaints | Escalated complaints | ratio | lower | ISO 10002
  Escalated of all complaints
  = complaints_escalated / complaints
contact_rate | Contact rate | ratio | higher
  Decision makers reached: of dials, of records attempted, or of connected dials
  * standard = contacts / dials
  of_records = contacts / records_attempted
  of_connected = contacts / connected
success_rate | Success rate | ratio | higher
  Successes of contacts, of dials, or of records attempted: the terms say which base
  of_contacts = successes / contacts
  of_dials = successes / dials
  of_records = successes / records_attempted
response_ratio | Response ratio | ratio | higher
  Successes per contact; 1 in 5 is the trade's rule of thumb
  = successes / contacts
dials_per_hour | Dials per hour | number | higher
  Dials per staffed hour
  = dials * 3600 / staffed_seconds
pitches_per_hour | Pitches per hour | number | higher
  Pitches per staffed hour
  = pitches * 3600 / staffed_seconds
successes_per_hour | Successes per hour | number | higher
  Successes per staffed hour
  = successes * 3600 / staffed_seconds
list_penetration | List penetration | ratio | higher
  Records attempted of records in the list
  = records_attempted / records
campaign_progress | Campaign progress | ratio | higher | Plan against actual, from the campaign's first day
  What was reached of what was planned to date
  * successes = actual_to_date / planned_to_date ; successes_to_date
  contacts = actual_to_date / planned_to_date ; contacts_to_date
number_of_successes | Number of successes | number | higher
  Contacts that ended as wished, as a plain count
  = successes
number_of_contacts | Number of contacts | number | higher
  Decision makers spoken to, as a plain count
  = contacts
number_of_appointments | Number of appointments | number | higher
  Appointments made, as a plain count
  = appointments
number_of_qualified_leads | Number of qualified leads | number | higher
  Leads that qualified, as a plain count
  = qualified_leads
number_of_complaints | Number of complaints | number | lower
  Complaints received, as a plain count
  = complaints
number_of_breaches | Number of breaches | number | lower
  Calls to numbers that must not be called and calls outside permitted hours, as a plain count
  = do_not_call_breaches + hours_breaches
cost_per_call | Cost per call | money | lower
  Stated cost, before credits, per handled contact, per answered or per offered call
  * standard = cost / handled
  per_answered = cost / answered
  per_offered = cost / offered
cost_per_success | Cost per success | money | lower
  Stated cost, before credits, per success, appointment, qualified lead or new customer
  * standard = cost / successes
  per_appointment = cost / appointments
  per_qualified_lead = cost / qualified_leads
  per_new_customer = cost / new_customers
cost_stability | Stability of cost per call | ratio | lower | Range over mean of the last periods
  How far the cost per call moved over the last periods; the mean of the periods, or of all calls
  * mean_of_periods = (highest - lowest) / mean ; cost_by_period
  pooled_mean = (highest - lowest) / pooled ; cost_by_period
cost_saving | Saving against the baseline | ratio | higher | Cost before the contract against cost under it
  What the contract saved of the cost before it
  = (baseline_cost - cost) / baseline_cost
return_on_investment | Return on investment | ratio | higher | Textbook definition
  What a unit of cost earned beyond itself
  = (revenue - cost) / cost
revenue_to_cost | Revenue to cost | number | higher | Direct marketing practice
  Revenue per unit of cost; the trade's rule of thumb is 10
  = revenue / cost
lifetime_value | Customer lifetime value | money | higher | Gupta and Lehmann, “Managing Customers”, 2005
  Margin per customer and period × expected periods, both given in the terms; or of all customers won
  * per_customer = {margin} * {expected_periods}
  of_new_customers = new_customers * {margin} * {expected_periods}
"""
