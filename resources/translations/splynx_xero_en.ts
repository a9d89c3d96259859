<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>DecisionDesk</name>
    <message numerus="yes">
        <source>Answered. It is in the next sync (%n item(s), {money}).</source>
        <translation><numerusform>Answered. It is in the next sync (%n item, {money}).</numerusform><numerusform>Answered. It is in the next sync (%n items, {money}).</numerusform></translation>
    </message>
</context>
<context>
    <name>DecisionPanel</name>
    <message numerus="yes">
        <source>%n item(s), {money}: {consequence}</source>
        <translation><numerusform>%n item, {money}: {consequence}</numerusform><numerusform>%n items, {money}: {consequence}</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>&amp;Apply to %n selected</source>
        <translation><numerusform>&amp;Apply to %n selected</numerusform><numerusform>&amp;Apply to %n selected</numerusform></translation>
    </message>
</context>
<context>
    <name>Decisions</name>
    <message numerus="yes">
        <source>{title}, %n item(s), {amount}</source>
        <translation><numerusform>{title}, %n item, {amount}</numerusform><numerusform>{title}, %n items, {amount}</numerusform></translation>
    </message>
</context>
<context>
    <name>FindField</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation><numerusform>%n found</numerusform><numerusform>%n found</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>The first %n are shown. Type more to narrow them down.</source>
        <translation><numerusform>The first %n are shown. Type more to narrow them down.</numerusform><numerusform>The first %n are shown. Type more to narrow them down.</numerusform></translation>
    </message>
</context>
<context>
    <name>LostView</name>
    <message numerus="yes">
        <source>The answer to these %n was lost on the way. They are looked up before anything is sent again.</source>
        <translation><numerusform>The answer to these %n was lost on the way. They are looked up before anything is sent again.</numerusform><numerusform>The answer to these %n was lost on the way. They are looked up before anything is sent again.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>not found, %n look-up(s)</source>
        <translation><numerusform>not found, %n look-up</numerusform><numerusform>not found, %n look-ups</numerusform></translation>
    </message>
</context>
<context>
    <name>MessageStrip</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation><numerusform>and %n more</numerusform><numerusform>and %n more</numerusform></translation>
    </message>
</context>
<context>
    <name>NavButton</name>
    <message numerus="yes">
        <source>{page}, %n waiting</source>
        <translation><numerusform>{page}, %n waiting</numerusform><numerusform>{page}, %n waiting</numerusform></translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message numerus="yes">
        <source>%n decision(s) wait</source>
        <translation><numerusform>%n decision waits</numerusform><numerusform>%n decisions wait</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) may have arrived</source>
        <translation><numerusform>%n item may have arrived</numerusform><numerusform>%n items may have arrived</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) to sync</source>
        <translation><numerusform>%n item to sync</numerusform><numerusform>%n items to sync</numerusform></translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message numerus="yes">
        <source>%n decision(s), {money}</source>
        <translation><numerusform>%n decision, {money}</numerusform><numerusform>%n decisions, {money}</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n may have arrived</source>
        <translation><numerusform>%n may have arrived</numerusform><numerusform>%n may have arrived</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n more kind(s)</source>
        <translation><numerusform>%n more kind</numerusform><numerusform>%n more kinds</numerusform></translation>
    </message>
</context>
<context>
    <name>RememberDialog</name>
    <message numerus="yes">
        <source>Answers %n of the questions open now ({money}).</source>
        <translation><numerusform>Answers %n of the questions open now ({money}).</numerusform><numerusform>Answers %n of the questions open now ({money}).</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>In the past 12 months it would have answered %n ({money}).</source>
        <translation><numerusform>In the past 12 months it would have answered %n ({money}).</numerusform><numerusform>In the past 12 months it would have answered %n ({money}).</numerusform></translation>
    </message>
</context>
<context>
    <name>Schedule</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation><numerusform>%n hour</numerusform><numerusform>%n hours</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation><numerusform>%n minute</numerusform><numerusform>%n minutes</numerusform></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message numerus="yes">
        <source>%n change(s) in Settings are not saved. Nothing of them holds before they are.</source>
        <translation><numerusform>%n change in Settings are not saved. Nothing of them holds before they are.</numerusform><numerusform>%n changes in Settings are not saved. Nothing of them holds before they are.</numerusform></translation>
    </message>
</context>
<context>
    <name>SyncPage</name>
    <message numerus="yes">
        <source>%n item(s) wait for other items or for approval ({money}).</source>
        <translation><numerusform>%n item waits for another item or for approval ({money}).</numerusform><numerusform>%n items wait for other items or for approval ({money}).</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>&amp;Sync %n items now</source>
        <translation><numerusform>&amp;Sync %n item now</numerusform><numerusform>&amp;Sync %n items now</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>About %n items fit today; the rest goes on when Xero allows more.</source>
        <translation><numerusform>About %n item fits today; the rest goes on when Xero allows more.</numerusform><numerusform>About %n items fit today; the rest goes on when Xero allows more.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Both sides are equal. Checked {time} with %n Xero request(s).</source>
        <translation><numerusform>Both sides are equal. Checked {time} with %n Xero request.</numerusform><numerusform>Both sides are equal. Checked {time} with %n Xero requests.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>and %n more kind(s)</source>
        <translation><numerusform>and %n more kind</numerusform><numerusform>and %n more kinds</numerusform></translation>
    </message>
</context>
<context>
    <name>ThreeColumns</name>
    <message numerus="yes">
        <source>%n field(s) that are equal</source>
        <translation><numerusform>%n field that is equal</numerusform><numerusform>%n fields that are equal</numerusform></translation>
    </message>
</context>
<context>
    <name>TieOut</name>
    <message numerus="yes">
        <source>Difference of {money}, all named (%n document(s)).</source>
        <translation><numerusform>Difference of {money}, all named (%n document).</numerusform><numerusform>Difference of {money}, all named (%n documents).</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Equal to the cent: receivables {receivables}, tax {tax}, %n account(s).</source>
        <translation><numerusform>Equal to the cent: receivables {receivables}, tax {tax}, %n account.</numerusform><numerusform>Equal to the cent: receivables {receivables}, tax {tax}, %n accounts.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>{first} and %n more</source>
        <translation><numerusform>{first} and %n more</numerusform><numerusform>{first} and %n more</numerusform></translation>
    </message>
</context>
<context>
    <name>UnsavedBar</name>
    <message numerus="yes">
        <source>%n change(s) not saved</source>
        <translation><numerusform>%n change not saved</numerusform><numerusform>%n changes not saved</numerusform></translation>
    </message>
</context>
</TS>
