// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/names.h"

namespace kith::deploy {

const NameLines kPakistaniNames = {
    .girls =
        "Fatima Aisha Zainab Maryam Khadija Amina Sana Saima Shazia Nazia "
        "Samina Rukhsana Nasreen Shabana Farzana Tahira Noreen Rabia Sumaira "
        "Uzma Bushra Fozia Ghazala Hafsa Hira Huma Iqra Javeria Kiran Laiba "
        "Mahnoor Mehwish Naila Nadia Nimra Noor Parveen Rida Rimsha Robina "
        "Saba Sadia Safia Salma Shagufta Shaista Sobia Sumaya Tayyaba Yasmin "
        "Zara Zoya Anaya Eshaal Inaya Aleena Alishba Ayesha Dua Haniya",
    .boys =
        "Ali Ahmed Hassan Hussain Usman Bilal Hamza Umar Ibrahim Yusuf Adeel "
        "Adnan Amir Asad Asif Atif Ayaan Azhar Danish Ehsan Faisal Farhan "
        "Fahad Haider Haris Imran Irfan Ismail Javed Junaid Kamran Kashif "
        "Khalid Mudassar Nadeem Naveed Nasir Omar Qasim Rashid Rehan Rizwan "
        "Saad Sajid Salman Shahid Shahzad Shoaib Sohail Tahir Talha Tariq "
        "Usama Waqas Waseem Yasir Zahid Zain Zeeshan Zubair",
    .surnames =
        "Khan Hussain Ahmed Ali Malik Iqbal Mahmood Akhtar Shah Butt Mirza "
        "Chaudhry Raja Rashid Aslam Bashir Javed Anwar Qureshi Sheikh Saleem "
        "Mohammed Hassan Rehman Sharif Yousaf Younis Zaman Bhatti Baig Rafiq "
        "Arshad Ashraf Aziz Siddiqui Nawaz Nazir Rana Hanif Ishaq Kauser Latif "
        "Mughal Munir Naz Parvez Sadiq Saeed Sarwar Tariq Yaqub Zafar Abbasi "
        "Awan Bukhari Dar Farooq Ghani Hashmi Janjua Kazmi Khalid Kiani Lodhi "
        "Memon Naqvi Rizvi Satti Tahir Usmani Warraich Zaidi",
    .heads = "",
    .tails = ""};

const NameLines kSikhNames = {
    .girls =
        "Harpreet Manpreet Simran Jasleen Gurpreet Amandeep Kiranjit Jaspreet "
        "Navdeep Rajvinder Sukhvinder Balvinder Baljit Daljit Parminder "
        "Surinder Jasvinder Kulwinder Sandeep Ramandeep Prabhjot Harleen "
        "Jasmeet Navneet Amrit Asees Avneet Bhavneet Gurleen Gursimran "
        "Harsimran Inderjit Japleen Jagdeep Jatinder Komalpreet Lakhvir "
        "Mandeep Mehar Mohinder Narinder Paramjit Prabhleen Rupinder Sharanjit "
        "Sehaj Sukhpreet Tejinder Veerpal Anoop",
    .boys =
        "Gurpreet Harpreet Jaspreet Amandeep Manjit Arjan Harjit Baldev Balbir "
        "Gurdeep Hardeep Sukhdeep Rajinder Ravinder Satnam Surjit Tarlochan "
        "Jagjit Karamjit Kuldeep Lakhbir Malkit Navjot Parmjit Ranjit Sandeep "
        "Sarbjit Sukhjit Tejpal Varinder Yuvraj Angad Fateh Gurbaj Gursewak "
        "Harman Himmat Jagroop Jasdeep Jeevan Karan Kirpal Manraj Nirmal Onkar "
        "Parvinder Ranveer Sahib Tegh Zorawar",
    .surnames =
        "Gill Sandhu Dhillon Sidhu Grewal Bains Dhaliwal Johal Sahota Atwal "
        "Bal Basra Bhogal Birdi Brar Chahal Cheema Deol Dhanda Dhami Dosanjh "
        "Flora Gahir Ghuman Hayer Heer Hothi Hundal Jandu Jhutti Kalsi Kandola "
        "Kang Khaira Khangura Landa Lall Mahal Mangat Mann Matharu Nagra "
        "Nijjar Panesar Purewal Rai Randhawa Rehal Sagoo Sanghera Sehmi "
        "Shergill Sohal Sura Takhar Thandi Thind Toor Uppal Virdi Virk",
    .heads = "",
    .tails = ""};

const NameLines kHinduNames = {
    .girls =
        "Priya Anita Sunita Neha Pooja Kavita Meena Nisha Rekha Shreya Ananya "
        "Diya Aarohi Aditi Anjali Asha Bhavna Deepa Divya Ekta Gita Hema Hetal "
        "Isha Jaya Jyoti Kajal Kalpana Kinjal Komal Lakshmi Lata Madhuri Mansi "
        "Maya Meera Minal Mital Nandini Neeta Nidhi Pallavi Parul Radha Rani "
        "Rashmi Riya Saanvi Sangita Seema Shanti Shilpa Sita Smita Sneha Swati "
        "Tanvi Trupti Usha Vidya",
    .boys =
        "Rahul Amit Raj Sanjay Vijay Aarav Arjun Vihaan Rohan Krishna Aditya "
        "Ajay Akash Alpesh Anand Anil Ashok Bharat Bhavesh Chetan Deepak Dev "
        "Dhruv Dilip Dinesh Dipesh Ganesh Gaurav Girish Hari Harsh Hiren "
        "Hitesh Ishaan Jay Jayesh Jignesh Kamal Karthik Kaushik Ketan Kiran "
        "Kunal Mahesh Manish Mayur Mehul Mukesh Naresh Nikhil Nilesh Paresh "
        "Pradeep Prakash Pranav Rajesh Rakesh Ramesh Ravi Reyansh",
    .surnames =
        "Patel Shah Sharma Kumar Gupta Mistry Desai Joshi Mehta Parmar Solanki "
        "Chauhan Reddy Rao Nair Iyer Menon Pillai Verma Agarwal Bhatt Chopra "
        "Kapoor Malhotra Mishra Modi Naidu Pandey Parekh Pandya Prajapati Rana "
        "Rathod Saini Sethi Singhal Soni Thakkar Thakur Trivedi Vaghela Vyas "
        "Yadav Bose Banerjee Chatterjee Das Dutta Ghosh Mukherjee Sen Varma "
        "Krishnan Raman Subramanian Venkatesan Kulkarni Deshpande Patil Jain "
        "Lad Limbachia Makwana",
    .heads =
        "Amb Bad Chandra Deva Ghor Hari Jaga Kama Krish Lakh Madha Naga Padma "
        "Raja Rama Sadha Siva Sundar Tala Vish",
    .tails = "kar wal nathan swamy murthy rajan lal ni ia puri"};

const NameLines kBangladeshiNames = {
    .girls =
        "Fatema Ayesha Rahima Nasima Shirin Taslima Rokeya Sultana Nazma Salma "
        "Jahanara Hasina Farida Shahana Rehana Momtaz Monowara Moriom Nurjahan "
        "Rabeya Rina Roksana Ruksana Runa Sabina Safina Saleha Samia Sayeda "
        "Selina Shamima Sharmin Shefa Shelina Sufia Sumaiya Suraya Tahmina "
        "Tania Tasnim Yasmin Zakia Maisha Nusrat Jannat Lamia Mehjabin Tahsin "
        "Zarin Anika",
    .boys =
        "Abdul Shah Kamal Jamal Faruk Rafiq Shahin Shafiq Mizan Nurul Abul "
        "Alamgir Anwar Ashraful Aziz Babul Badrul Delwar Emdad Fazlul Gias "
        "Habibur Harun Hasan Helal Iqbal Jahangir Jubayer Kabir Kobir Lutfur "
        "Mahbub Mamun Masud Monir Motiur Mostafa Nazrul Obaidul Rezaul Ruhel "
        "Sadik Saiful Salim Shamsul Shuhel Tofayel Tanvir Zakir Ziaul",
    .surnames =
        "Ahmed Ali Miah Uddin Rahman Islam Hussain Khan Choudhury Hoque Alam "
        "Haque Hossain Chowdhury Sarker Karim Kabir Mohammed Malik Talukder "
        "Sheikh Khaled Khalique Latif Matin Mukith Muhit Bari Basit Bhuiyan "
        "Siddique Jalil Noor Quddus Rob Rouf Sattar Shahid Sobhan Subhan "
        "Tarafder Wahid Mannan Mia Mondal Munshi Roy Salam Samad Sikder Sultan "
        "Zaman Aziz Begg Fakir Gazi Hafiz Kazi Majumder Molla",
    .heads = "",
    .tails = ""};

}  // namespace kith::deploy
