// What ical.js, which Thunderbird reads calendars with, makes of calendars: reads a list of
// texts, writes for each its properties and its events, moments in UTC. Throws at bad syntax.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const understood = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      summary: event.summary,
      description: event.description,
      location: event.location,
      starts: instant(event.startDate),
      ends: instant(event.endDate),
      zone: event.startDate?.zone?.tzid ?? null,
      jcal: component.toJSON(),
    };
  });
  ICAL.TimezoneService.reset();
  return {
    properties: Object.fromEntries(
      calendar.getAllProperties().map((property) => [property.name, String(property.getFirstValue())]),
    ),
    events,
  };
};

// A day alone stays a day.
const instant = (time) =>
  time === null || time === undefined
    ? null
    : time.isDate
      ? time.toString()
      : time.toJSDate().toISOString();

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(understood)));
