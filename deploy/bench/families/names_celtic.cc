// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/names.h"

namespace kith::deploy {

const NameLines kWelshNames = {
    .girls =
        "Megan Ffion Seren Cerys Carys Rhiannon Catrin Sian Bethan Angharad "
        "Eleri Nia Lowri Mali Gwen Efa Elin Non Cadi Alys Erin Heledd Manon "
        "Mari Menna Myfanwy Nerys Olwen Rhian Tegan Anwen Beca Betsan Branwen "
        "Bronwen Ceri Delyth Eirlys Eluned Enfys Glenys Gwenllian Haf Llinos "
        "Lleucu Mabli Martha Nansi Ela Siwan",
    .boys =
        "Dylan Rhys Owain Osian Gethin Iestyn Gareth Huw Ieuan Ifan Gruffydd "
        "Macsen Evan Owen Aled Alun Aneurin Bryn Cai Carwyn Celyn Dafydd "
        "Deiniol Dewi Elis Emlyn Emrys Gerallt Geraint Gwilym Gwyn Harri Hywel "
        "Idris Iolo Ioan Iwan Jac Llew Llion Llyr Macs Meirion Morgan Rhodri "
        "Sion Steffan Tomos Trystan Twm",
    .surnames =
        "Jones Davies Williams Evans Thomas Roberts Lewis Hughes Morgan "
        "Griffiths Edwards Owen James Rees Jenkins Price Phillips Lloyd Harris "
        "Richards Parry Powell Morris Davis Watkins Bowen Ellis Howells "
        "Pritchard John Bevan Llewellyn Vaughan Humphreys Matthews Rowlands "
        "Harries Pugh Probert Gwynne Beynon Meredith Prosser Hopkins Cadwaladr "
        "Tudor Bellis Breeze Cadogan Craddock Eynon Gittins Gower Griffith "
        "Hopkin Havard Mostyn Mathias Nevett Onions Penry Picton Prydderch "
        "Rosser Tegid Treharne Wynne Yorath",
    .heads = "",
    .tails = ""};

const NameLines kIrishNames = {
    .girls =
        "Aoife Ciara Niamh Saoirse Caoimhe Sinead Siobhan Roisin Grainne Orla "
        "Aisling Clodagh Eimear Fionnuala Maeve Deirdre Bridget Maura Nuala "
        "Oonagh Una Sorcha Shauna Aine Ailbhe Cliona Dearbhla Eabha Fiadh "
        "Grace Kathleen Maureen Noreen Patricia Mairead Muireann Neasa Noelle "
        "Riona Sadhbh Sheila Teresa Treasa Dervla Imelda Majella Colleen "
        "Eileen Erin Tara",
    .boys =
        "Sean Conor Patrick Cian Oisin Darragh Fionn Cillian Eoin Tadhg Ronan "
        "Brendan Ciaran Declan Dermot Donal Eamon Fergal Finbarr Gerard "
        "Killian Lorcan Malachy Niall Padraig Rory Ruairi Seamus Shane Brian "
        "Kevin Liam Aidan Barry Cathal Colm Cormac Daithi Desmond Diarmuid "
        "Donncha Enda Fintan Kieran Michael Oran Rian Senan Turlough Vincent",
    .surnames =
        "Murphy Kelly O'Sullivan Walsh O'Brien Byrne Ryan O'Connor O'Neill "
        "O'Reilly Doyle McCarthy Gallagher Doherty Kennedy Lynch Murray Quinn "
        "Moore McLaughlin O'Carroll Connolly Daly O'Connell Wilson Dunne "
        "Brennan Burke Collins Campbell Clarke Johnston Hughes O'Farrell "
        "Fitzgerald Brown Martin Maguire Nolan Flynn Thompson O'Callaghan "
        "O'Donnell Duffy O'Mahony Boyle Healy O'Shea White Sweeney Hayes "
        "Kavanagh Power McGrath Moran Brady Stewart Casey Foley Fitzpatrick "
        "O'Leary McDonnell McMahon Donnelly Regan Donovan Burns Flanagan "
        "Mullan Barry Kane Robinson Cunningham Griffin Kenny Sheehan Ward "
        "Whelan Lyons Reid Graham Higgins Cullen Keane King Maher McKenna Bell "
        "Scott Hogan O'Keeffe Magee McNamara McDonald McDermott Moloney "
        "O'Rourke Buckley O'Dwyer Devlin",
    .heads = "",
    .tails = ""};

const NameLines kScottishNames = {
    .girls =
        "Isla Eilidh Skye Mhairi Iona Kirsty Morag Catriona Ailsa Fiona Aileen "
        "Shona Rhona Elspeth Effie Flora Heather Innes Jean Janet Kirsteen "
        "Lorna Mairi Marsaili Maisie Moira Morven Muriel Nairne Rona Rowan "
        "Seonaid Sheena Struana Una Agnes Annabel Beth Blair Catherine Davina "
        "Eilish Ellen Euphemia Freya Greer Isobel Jessie Lesley Rachel",
    .boys =
        "Callum Fraser Hamish Angus Ewan Finlay Alasdair Lachlan Duncan Gregor "
        "Murray Ruaridh Struan Craig Blair Cameron Rory Magnus Fergus Graeme "
        "Gordon Iain Innes Keith Kenneth Lewis Logan Malcolm Niall Ross Scott "
        "Stuart Arran Archie Brodie Bruce Campbell Colin Donald Dougal Euan "
        "Farquhar Gillespie Harris Kerr Lyle Mungo Neil Ramsay Roddy",
    .surnames =
        "Smith Brown Wilson Campbell Stewart Thomson Robertson Anderson "
        "MacDonald Scott Reid Murray Taylor Clark Ross Watson Morrison "
        "Paterson Young Mitchell Walker Fraser Miller McDonald Gray Henderson "
        "Hamilton Johnston Duncan Graham Ferguson Kerr Davidson Bell Cameron "
        "Kelly Martin Hunter Allan MacKenzie Grant Simpson MacLeod Black "
        "Russell Marshall Wallace Gibson Kennedy Gordon Burns Sutherland "
        "Stevenson Munro Milne Wood Craig Wright MacLean Muir Docherty "
        "McMillan White Sinclair McIntosh McKay Crawford Millar King Mackie "
        "Hughes Rae Currie Buchanan Cunningham Irvine Donnelly Shaw Boyle "
        "Jamieson Bruce Baxter McIntyre Johnstone McGregor Christie Aitken "
        "McKenna Cowan Forbes Nicol McCallum Lamont Urquhart",
    .heads = "",
    .tails = ""};

}  // namespace kith::deploy
